#include "map/pyramid.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace lookback::map {
namespace {

constexpr int least_columns = 32;  // of the base, that are computed together

int pooled_across(int tokens, int level) {
  return static_cast<int>((std::int64_t{tokens} + (std::int64_t{1} << level) - 1) >> level);
}

int base_of(int tokens) {
  if (tokens <= most_pooled) {
    return top_level(tokens) + 1;
  }
  int level = 0;
  while (pooled_across(tokens, level) > most_pooled) {
    ++level;
  }
  return level;
}

// One of two pooled cells, as PooledCells pools.
float larger_of(float a, float b, bool signs) {
  const bool second = signs ? std::abs(b) > std::abs(a) : b > a;
  return second || std::isnan(b) ? b : a;
}

Block pooled_block(int tokens, int level, std::int64_t row, std::int64_t column) {
  const auto clipped = [&](std::int64_t n) { return std::min<std::int64_t>(tokens, n << level); };
  return {clipped(row), clipped(row + 1), clipped(column), clipped(column + 1)};
}

}  // namespace

Pyramid::Pyramid(const LongAttention& attention)
    : tokens_(attention.tokens()), base_(base_of(attention.tokens())) {
  for (int level = base_; level <= top_level(tokens_); ++level) {
    const int side = pooled_across(tokens_, level);
    const std::size_t count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    levels_.push_back({side, std::vector<float>(count), std::vector<float>(count)});
  }
  if (!levels_.empty()) {
    rows_left_ = levels_.front().side;
    left_.assign(static_cast<std::size_t>(rows_left_), 1);
    changed_ = left_;
  }
}

double Pyramid::progress() const {
  return levels_.empty() ? 1 : 1 - static_cast<double>(rows_left_) / levels_.front().side;
}

Operations Pyramid::cost(const LongAttention& attention) const {
  std::int64_t cells = 0;
  for (std::size_t row = 0; row < left_.size(); ++row) {
    const Block block = pooled_block(tokens_, base_, static_cast<std::int64_t>(row), 0);
    cells += left_[row] == 0
                 ? 0
                 : visible_cells(attention.visible(), {block.first_query, block.end_query, 0, tokens_});
  }
  return {cells * attention.inputs().key_width(), attention.is_retention() ? 0 : cells};
}

Operations Pyramid::whole(const LongAttention& attention) const {
  const std::int64_t cells =
      levels_.empty() ? 0 : visible_cells(attention.visible(), {0, tokens_, 0, tokens_});
  return {cells * attention.inputs().key_width(), attention.is_retention() ? 0 : cells};
}

void Pyramid::forget(const Block& cells) {
  for (std::int64_t row = cells.first_query >> base_; !levels_.empty() && row << base_ < cells.end_query;
       ++row) {
    next_key_ = row >= next_ && row < next_ + rows_ ? 0 : next_key_;
    std::uint8_t& left = left_[static_cast<std::size_t>(row)];
    rows_left_ += left == 0 ? 1 : 0;
    left = 1;
    changed_[static_cast<std::size_t>(row)] = 1;
  }
}

bool Pyramid::step(const LongAttention& attention, std::int64_t multiply_adds) {
  for (std::int64_t planned = 0; !done() && planned < std::max<std::int64_t>(1, multiply_adds);) {
    while (left_[static_cast<std::size_t>(next_)] == 0) {
      next_ = next_ + 1 == levels_.front().side ? 0 : next_ + 1;
    }
    if (next_key_ == 0) {
      rows_ = rows_together(attention.kernels().panel);
    }
    planned += 1 + compute_keys(attention, multiply_adds - planned);
    if (next_key_ < levels_.front().side) {
      continue;
    }
    next_key_ = 0;
    std::fill_n(left_.begin() + next_, rows_, std::uint8_t{0});
    rows_left_ -= rows_;
    if (done()) {
      pool_upwards(attention.is_retention());
    }
  }
  return !done();
}

// Of the rows that are left, from the next one on, as many as fill a panel of the kernels.
int Pyramid::rows_together(int panel) const {
  int end = next_ + 1;
  while (end < levels_.front().side && left_[static_cast<std::size_t>(end)] != 0 &&
         (end + 1 - next_) << base_ <= panel) {
    ++end;
  }
  return end - next_;
}

// About so many multiply–adds of the rows, or all that is left of them; how many they were.
std::int64_t Pyramid::compute_keys(const LongAttention& attention, std::int64_t multiply_adds) {
  Level& level = levels_.front();
  Block block = pooled_block(tokens_, base_, next_, next_key_);
  block.end_query = pooled_block(tokens_, base_, next_ + rows_ - 1, 0).end_query;
  const std::int64_t of_a_column =
      ((block.end_query - block.first_query) << base_) * attention.inputs().key_width();
  const auto columns = static_cast<int>(std::min<std::int64_t>(
      level.side - next_key_, std::max<std::int64_t>(least_columns, multiply_adds / of_a_column)));
  block.end_key = pooled_block(tokens_, base_, next_, next_key_ + columns - 1).end_key;
  PooledCells cells(attention, base_, block, true, true);
  pool_rows(attention, block.first_query, block.end_query, cells);
  for (int row = 0; row < rows_; ++row) {
    const std::ptrdiff_t from = std::ptrdiff_t{row} * columns;
    const std::ptrdiff_t to = std::ptrdiff_t{next_ + row} * level.side + next_key_;
    std::ranges::transform(cells.sums.begin() + from, cells.sums.begin() + from + columns,
                           level.sums.begin() + to, [](double sum) { return static_cast<float>(sum); });
    std::copy_n(cells.largest.begin() + from, columns, level.largest.begin() + to);
  }
  next_key_ += columns;
  return visible_cells(attention.visible(), block) * attention.inputs().key_width();
}

// A pooled cell from the four below it, where there are four: masked ones have the sum 0 and the largest of
// nothing.
void Pyramid::pool_upwards(bool signs) {
  std::vector<std::uint8_t> rows = changed_;
  for (std::size_t n = 1; n < levels_.size(); ++n) {
    const Level& below = levels_[n - 1];
    Level& level = levels_[n];
    std::vector<std::uint8_t> next(static_cast<std::size_t>(level.side));
    for (int row = 0; row < level.side; ++row) {
      const int last = std::min(2 * row + 1, below.side - 1);
      if ((rows[static_cast<std::size_t>(2 * row)] | rows[static_cast<std::size_t>(last)]) == 0) {
        continue;
      }
      next[static_cast<std::size_t>(row)] = 1;
      for (int column = 0; column < level.side; ++column) {
        double sum = 0;
        float largest = below.largest[static_cast<std::size_t>(2 * row) * below.side + 2 * column];
        for (int r = 2 * row; r <= last; ++r) {
          for (int c = 2 * column; c <= std::min(2 * column + 1, below.side - 1); ++c) {
            const std::size_t at = static_cast<std::size_t>(r) * below.side + c;
            sum += double{below.sums[at]};
            largest = larger_of(largest, below.largest[at], signs);
          }
        }
        const std::size_t to = static_cast<std::size_t>(row) * level.side + column;
        level.sums[to] = static_cast<float>(sum);
        level.largest[to] = largest;
      }
    }
    rows = std::move(next);
  }
  std::ranges::fill(changed_, std::uint8_t{0});
}

Tile Pyramid::tile(const LongAttention& attention, const TilePlace& place, Pooling pooling) const {
  LOOKBACK_ASSERT(done() && serves(place.level) && exists(tokens_, place));
  constexpr std::size_t count = std::size_t{tile_side} * tile_side;
  Tile tile{place, pooling, std::vector<float>(count), std::vector<CellKind>(count, CellKind::outside)};
  const Level& level = levels_[static_cast<std::size_t>(place.level - base_)];
  for (int r = 0; r < tile_side; ++r) {
    for (int c = 0; c < tile_side; ++c) {
      const int row = place.row * tile_side + r;
      const int column = place.column * tile_side + c;
      if (row >= level.side || column >= level.side) {
        continue;
      }
      const std::size_t from = static_cast<std::size_t>(row) * level.side + column;
      const std::int64_t visible =
          visible_cells(attention.visible(), pooled_block(tokens_, place.level, row, column));
      const PooledNumber pooled = pooled_number(attention.is_retention(), pooling, visible,
                                                double{level.sums[from]}, level.largest[from]);
      const std::size_t to = static_cast<std::size_t>(r) * tile_side + c;
      tile.numbers[to] = pooled.number;
      tile.kinds[to] = pooled.kind;
    }
  }
  return tile;
}

}  // namespace lookback::map
