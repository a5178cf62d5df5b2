#include "map/pooled_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "map/scores.h"

namespace lookback::map {
namespace {

constexpr int panel = panel_queries;
constexpr std::int64_t keys_at_once = 128;
constexpr std::int64_t keys_in_a_sum = 32;  // of float32, before it goes into a double
constexpr float infinite = std::numeric_limits<float>::infinity();

using Lane = std::array<float, panel>;

// Some queries against some keys: x[j, column] is score − L, or the faded score; hidden cells are −∞ or 0.
struct Panel {
  const LongAttention& attention;
  std::int64_t first;  // query
  int count;
  Lane log_sum_exp{};

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

  void finish(std::int64_t first_key, std::int64_t end_key, float* x) const {
    const float hidden = attention.is_retention() ? 0 : -infinite;
    const std::int64_t all_see_from = begin(count - 1);
    const std::int64_t all_see_to = end(0);
    for (std::int64_t j = first_key; j < end_key; ++j, x += panel) {
      if (attention.is_retention()) {
        fade(j, x);
      } else {
        for (int r = 0; r < panel; ++r) {
          x[r] -= log_sum_exp[static_cast<std::size_t>(r)];
        }
      }
      if (j < all_see_from || j >= all_see_to) {
        for (int r = 0; r < count; ++r) {
          x[r] = j >= begin(r) && j < end(r) ? x[r] : hidden;
        }
      }
    }
  }

  void fade(std::int64_t key, float* x) const {
    const float* powers = attention.powers().data();
    for (int r = 0; r < count; ++r) {
      const std::int64_t distance = first + r - key;
      x[r] *= distance < 0 ? 0 : powers[distance];
    }
  }
};

// NaN stays.
Lane largest_of(const float* x, std::int64_t keys) {
  Lane largest;
  largest.fill(-infinite);
  for (std::int64_t j = 0; j < keys; ++j, x += panel) {
    for (std::size_t r = 0; r < panel; ++r) {
      largest[r] = x[r] > largest[r] || x[r] != x[r] ? x[r] : largest[r];
    }
  }
  return largest;
}

Lane farthest_of(const float* x, std::int64_t keys) {
  Lane farthest{};
  for (std::int64_t j = 0; j < keys; ++j, x += panel) {
    for (std::size_t r = 0; r < panel; ++r) {
      farthest[r] = std::abs(x[r]) > std::abs(farthest[r]) || x[r] != x[r] ? x[r] : farthest[r];
    }
  }
  return farthest;
}

Lane sum_of(const float* x, std::int64_t keys) {
  Lane sum{};
  for (std::int64_t j = 0; j < keys; ++j, x += panel) {
    for (std::size_t r = 0; r < panel; ++r) {
      sum[r] += x[r];
    }
  }
  return sum;
}

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
  LOOKBACK_ASSERT(attention.done() && first >= into.block.first_query && end <= into.block.end_query);
  const LongInputs& inputs = attention.inputs();
  const int width = inputs.key_width();
  const float* q = inputs.array(Role::queries).data();
  const float* k = inputs.array(Role::keys).data();
  ScorePanel scores(width);
  std::vector<float> x(keys_at_once * panel);
  for (std::int64_t i = first; i < end; i += panel) {
    const Panel queries(attention, i, static_cast<int>(std::min<std::int64_t>(panel, end - i)));
    const auto place = [&](int r, std::size_t column) {
      const std::int64_t row = (i + r - into.block.first_query) >> into.level;
      return static_cast<std::size_t>(row) * static_cast<std::size_t>(into.columns) + column;
    };
    const std::int64_t last_key = std::min(into.block.end_key, queries.end(queries.count - 1));
    scores.take(q + i * width, queries.count, static_cast<float>(attention.scale()));
    for (std::int64_t j = std::max(into.block.first_key, queries.begin(0)); j < last_key; j += keys_at_once) {
      const std::int64_t next = std::min(last_key, j + keys_at_once);
      scores.scores(k + j * width, static_cast<int>(next - j), x.data());
      queries.finish(j, next, x.data());
      if (!into.largest.empty()) {
        by_column(into, j, next, [&](std::size_t column, std::int64_t from, std::int64_t to) {
          const float* at = x.data() + (from - j) * panel;
          const Lane most = attention.is_retention() ? farthest_of(at, to - from) : largest_of(at, to - from);
          for (int r = 0; r < queries.count; ++r) {
            float& known = into.largest[place(r, column)];
            const float one = most[static_cast<std::size_t>(r)];
            const bool farther = attention.is_retention() ? std::abs(one) > std::abs(known) : one > known;
            known = farther || std::isnan(one) ? one : known;
          }
        });
      }
      if (!into.sums.empty()) {
        if (!attention.is_retention()) {
          attention.kernels().exponential(x.data(), x.data(), (next - j) * panel);
        }
        by_column(into, j, next, [&](std::size_t column, std::int64_t from, std::int64_t to) {
          const Lane sum = sum_of(x.data() + (from - j) * panel, to - from);
          for (int r = 0; r < queries.count; ++r) {
            into.sums[place(r, column)] += double{sum[static_cast<std::size_t>(r)]};
          }
        });
      }
    }
  }
}

}  // namespace lookback::map
