#include "map/pooled_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "map/panel_cells.h"

namespace lookback::map {
namespace {

constexpr std::int64_t keys_at_once = 128;
constexpr std::int64_t keys_in_a_sum = 32;  // of float32, before it goes into a double
constexpr float infinite = std::numeric_limits<float>::infinity();

using OfColumns = std::array<float, kernels::most_panel>;

// Some queries against some keys: x[j, column] is score − L, or the faded score; hidden cells are −∞ or 0.
struct Panel {
  const LongAttention& attention;
  std::int64_t first;  // query
  int count;
  OfColumns log_sum_exp{};

  Panel(const LongAttention& of, std::int64_t first_query, int queries)
      : attention(of), first(first_query), count(queries) {
    for (int r = 0; r < count && !attention.is_retention(); ++r) {
      log_sum_exp[static_cast<std::size_t>(r)] =
          static_cast<float>(attention.log_sum_exp()[static_cast<std::size_t>(first + r)]);
    }
  }

  std::int64_t begin(int r) const {
    return attention.visible().begin(static_cast<int>(first) + r, attention.tokens());
  }
  std::int64_t end(int r) const {
    return attention.visible().end(static_cast<int>(first) + r, attention.tokens());
  }

  void finish(const PanelCells& cells, std::int64_t first_key) const {
    if (attention.is_retention()) {
      fade(cells, attention.powers().data(), first - first_key);
    } else {
      subtract(cells, log_sum_exp.data());
    }
    const float hidden = attention.is_retention() ? 0 : -infinite;
    const std::int64_t all_see_from = begin(count - 1);
    const std::int64_t all_see_to = end(0);
    float* x = cells.x;
    for (std::int64_t j = first_key; j < first_key + cells.keys; ++j, x += cells.columns) {
      if (j < all_see_from || j >= all_see_to) {
        for (int r = 0; r < count; ++r) {
          x[r] = j >= begin(r) && j < end(r) ? x[r] : hidden;
        }
      }
    }
  }
};

// Calls with ranges of keys that belong to one column of blocks.
template <class Take>
void by_column(const PooledCells& cells, std::int64_t first, std::int64_t end, Take take) {
  const std::int64_t side = std::int64_t{1} << cells.level;
  for (std::int64_t j = first; j < end;) {
    const std::int64_t column = (j - cells.block.first_key) >> cells.level;
    const std::int64_t next = std::min({end, cells.block.first_key + (column + 1) * side, j + keys_in_a_sum});
    take(static_cast<std::size_t>(column), j, next);
    j = next;
  }
}

}  // namespace

PooledCells::PooledCells(const LongAttention& attention, int at_level, const Block& of, bool with_sums,
                         bool with_largest)
    : level(at_level), block(of) {
  const std::int64_t side = std::int64_t{1} << level;
  LOOKBACK_ASSERT(block.first_query % side == 0 && block.first_key % side == 0);
  rows = static_cast<int>((block.end_query - block.first_query + side - 1) >> level);
  columns = static_cast<int>((block.end_key - block.first_key + side - 1) >> level);
  const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  sums.assign(with_sums ? count : 0, 0);
  largest.assign(with_largest ? count : 0, attention.is_retention() ? 0 : -infinite);
}

Block PooledCells::cells_of(int row, int column) const {
  const std::int64_t side = std::int64_t{1} << level;
  const std::int64_t query = block.first_query + row * side;
  const std::int64_t key = block.first_key + column * side;
  return {query, std::min(query + side, block.end_query), key, std::min(key + side, block.end_key)};
}

void pool_rows(const LongAttention& attention, std::int64_t first, std::int64_t end, PooledCells& into) {
  LOOKBACK_ASSERT(first >= into.block.first_query && end <= into.block.end_query);
  LOOKBACK_ASSERT(attention.has_weights({static_cast<int>(first), static_cast<int>(end)}));
  const kernels::Kernels& kernels = attention.kernels();
  const LongInputs& inputs = attention.inputs();
  const int width = inputs.key_width();
  const float* q = inputs.array(Role::queries).data();
  const float* k = inputs.array(Role::keys).data();
  std::vector<float> x(
      static_cast<std::size_t>(keys_at_once * kernels.panel + kernels.scores_scratch(width)));
  float* scratch = x.data() + keys_at_once * kernels.panel;
  OfColumns found;
  for (std::int64_t i = first; i < end; i += kernels.panel) {
    const Panel queries(attention, i, static_cast<int>(std::min<std::int64_t>(kernels.panel, end - i)));
    const auto place = [&](int r, std::size_t column) {
      const std::int64_t row = (i + r - into.block.first_query) >> into.level;
      return static_cast<std::size_t>(row) * static_cast<std::size_t>(into.columns) + column;
    };
    const std::int64_t last_key = std::min(into.block.end_key, queries.end(queries.count - 1));
    for (std::int64_t j = std::max(into.block.first_key, queries.begin(0)); j < last_key; j += keys_at_once) {
      const std::int64_t next = std::min(last_key, j + keys_at_once);
      const auto cells = [&](std::int64_t from, std::int64_t to) {
        return PanelCells{x.data() + (from - j) * kernels.panel, to - from, kernels.panel};
      };
      kernels.scores(q + i * width, queries.count, k + j * width, static_cast<int>(next - j), width,
                     static_cast<float>(attention.scale()), x.data(), scratch);
      queries.finish(cells(j, next), j);
      if (!into.largest.empty()) {
        by_column(into, j, next, [&](std::size_t column, std::int64_t from, std::int64_t to) {
          (attention.is_retention() ? find_farthest : find_largest)(cells(from, to), found.data());
          for (int r = 0; r < queries.count; ++r) {
            float& known = into.largest[place(r, column)];
            const float one = found[static_cast<std::size_t>(r)];
            const bool farther = attention.is_retention() ? std::abs(one) > std::abs(known) : one > known;
            known = farther || std::isnan(one) ? one : known;
          }
        });
      }
      if (!into.sums.empty()) {
        if (!attention.is_retention()) {
          kernels.exponential(x.data(), x.data(), (next - j) * kernels.panel);
        }
        by_column(into, j, next, [&](std::size_t column, std::int64_t from, std::int64_t to) {
          find_sum(cells(from, to), found.data());
          for (int r = 0; r < queries.count; ++r) {
            into.sums[place(r, column)] += double{found[static_cast<std::size_t>(r)]};
          }
        });
      }
    }
  }
}

}  // namespace lookback::map
