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
    const auto rows = static_cast<std::size_t>(side);
    levels_.push_back({side, std::vector<float>(rows * rows), std::vector<float>(rows * rows),
                       std::vector<RowState>(rows, RowState::waiting)});
  }
  if (!levels_.empty()) {
    rows_left_ = levels_.front().side;
    left_.assign(static_cast<std::size_t>(rows_left_), Columns{0, rows_left_});
  }
}

double Pyramid::progress() const {
  return levels_.empty() ? 1 : 1 - static_cast<double>(rows_left_) / levels_.front().side;
}

Operations Pyramid::cost(const LongAttention& attention) const {
  std::int64_t cells = 0;
  for (std::size_t row = 0; row < left_.size(); ++row) {
    const Columns& left = left_[row];
    if (!left.empty()) {
      Block block = pooled_block(tokens_, base_, static_cast<std::int64_t>(row), left.first);
      block.end_key = pooled_block(tokens_, base_, 0, left.end - 1).end_key;
      cells += visible_cells(attention.visible(), block);
    }
  }
  return {cells * attention.inputs().key_width(), attention.is_retention() ? 0 : cells};
}

Operations Pyramid::whole(const LongAttention& attention) const {
  const std::int64_t cells =
      levels_.empty() ? 0 : visible_cells(attention.visible(), {0, tokens_, 0, tokens_});
  return {cells * attention.inputs().key_width(), attention.is_retention() ? 0 : cells};
}

void Pyramid::forget(const Block& cells) {
  if (levels_.empty() || cells.cells() == 0) {
    return;
  }
  const Columns columns = {static_cast<int>(cells.first_key >> base_),
                           static_cast<int>((cells.end_key - 1) >> base_) + 1};
  const int first = static_cast<int>(cells.first_query >> base_);
  const int last = static_cast<int>((cells.end_query - 1) >> base_);
  for (int row = first; row <= last; ++row) {
    Columns& left = left_[static_cast<std::size_t>(row)];
    rows_left_ += left.empty() ? 1 : 0;
    left = left.empty() ? columns
                        : Columns{std::min(left.first, columns.first), std::max(left.end, columns.end)};
  }
  rows_ = first < next_ + rows_ && last >= next_ ? 0 : rows_;  // these begin again
  for (std::size_t n = 0; n < levels_.size(); ++n) {
    for (int row = first >> n; row <= last >> n; ++row) {
      RowState& state = levels_[n].states[static_cast<std::size_t>(row)];
      state = state == RowState::waiting ? state : RowState::old;
    }
  }
}

Rows Pyramid::next(const LongAttention& attention, const Rows& in_view) {
  LOOKBACK_ASSERT(!done());
  const auto is_left = [&](int row) { return !left_[static_cast<std::size_t>(row)].empty(); };
  if (rows_ == 0) {
    int row = in_view.first >> base_;
    while (row << base_ < in_view.end && !is_left(row)) {
      ++row;
    }
    next_ = row << base_ < in_view.end ? row : next_;
    while (!is_left(next_)) {
      next_ = next_ + 1 == levels_.front().side ? 0 : next_ + 1;
    }
    rows_ = rows_together(attention.kernels().panel);
    next_key_ = left_[static_cast<std::size_t>(next_)].first;
  }
  return {next_ << base_, std::min(tokens_, (next_ + rows_) << base_)};
}

bool Pyramid::step(const LongAttention& attention, std::int64_t multiply_adds, const Rows& in_view) {
  for (std::int64_t planned = 0; !done() && planned < std::max<std::int64_t>(1, multiply_adds);) {
    if (!attention.has_weights(next(attention, in_view))) {
      break;
    }
    planned += 1 + compute_keys(attention, multiply_adds - planned);
    if (next_key_ == left_[static_cast<std::size_t>(next_)].end) {
      finish_rows(attention.is_retention());
    }
  }
  return !done();
}

// Of the rows that are left, from the next one on, as many as fill a panel of the kernels.
int Pyramid::rows_together(int panel) const {
  int end = next_ + 1;
  const Columns& left = left_[static_cast<std::size_t>(next_)];
  while (end < levels_.front().side && left_[static_cast<std::size_t>(end)] == left &&
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
  const auto columns = static_cast<int>(
      std::min<std::int64_t>(left_[static_cast<std::size_t>(next_)].end - next_key_,
                             std::max<std::int64_t>(least_columns, multiply_adds / of_a_column)));
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

// The rows are pooled, and those above them of which all is there now.
void Pyramid::finish_rows(bool signs) {
  for (int row = next_; row < next_ + rows_; ++row) {
    left_[static_cast<std::size_t>(row)] = {};
    levels_.front().states[static_cast<std::size_t>(row)] = RowState::pooled;
  }
  rows_left_ -= rows_;
  int first = next_;
  int last = next_ + rows_ - 1;
  for (std::size_t n = 1; n < levels_.size(); ++n) {
    const Level& below = levels_[n - 1];
    first /= 2;
    last /= 2;
    for (int row = first; row <= last; ++row) {
      const auto child = static_cast<std::size_t>(2 * row);
      if (below.states[child] == RowState::pooled &&
          (2 * row + 1 == below.side || below.states[child + 1] == RowState::pooled)) {
        pool_row(below, levels_[n], row, signs);
      }
    }
  }
  rows_ = 0;
}

// A pooled cell from the four below it, where there are four: masked ones have the sum 0 and the largest of
// nothing.
void Pyramid::pool_row(const Level& below, Level& level, int row, bool signs) {
  const int last = std::min(2 * row + 1, below.side - 1);
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
  level.states[static_cast<std::size_t>(row)] = RowState::pooled;
}

std::span<const Pyramid::RowState> Pyramid::states_of(const TilePlace& place) const {
  LOOKBACK_ASSERT(serves(place.level) && exists(tokens_, place));
  const Level& level = level_of(place);
  const int first = place.row * tile_side;
  return std::span(level.states)
      .subspan(static_cast<std::size_t>(first),
               static_cast<std::size_t>(std::min(tile_side, level.side - first)));
}

int Pyramid::pooled_rows(const TilePlace& place) const {
  return static_cast<int>(std::ranges::count(states_of(place), RowState::pooled));
}

bool Pyramid::has(const TilePlace& place) const {
  return std::ranges::all_of(states_of(place), [](RowState state) { return state == RowState::pooled; });
}

bool Pyramid::has_nothing(const TilePlace& place) const {
  return std::ranges::all_of(states_of(place), [](RowState state) { return state == RowState::waiting; });
}

Tile Pyramid::tile(const LongAttention& attention, const TilePlace& place, Pooling pooling) const {
  constexpr std::size_t count = std::size_t{tile_side} * tile_side;
  Tile tile{place, pooling, std::vector<float>(count), std::vector<CellKind>(count, CellKind::outside)};
  const Level& level = level_of(place);
  const std::span<const RowState> states = states_of(place);
  for (std::size_t r = 0; r < states.size(); ++r) {
    for (int c = 0; c < tile_side; ++c) {
      const int row = place.row * tile_side + static_cast<int>(r);
      const int column = place.column * tile_side + c;
      if (column >= level.side) {
        break;
      }
      const std::size_t from = static_cast<std::size_t>(row) * level.side + column;
      const std::int64_t visible =
          visible_cells(attention.visible(), pooled_block(tokens_, place.level, row, column));
      PooledNumber pooled = pooled_number(attention.is_retention(), pooling, visible,
                                          double{level.sums[from]}, level.largest[from]);
      if (states[r] == RowState::waiting && visible > 0) {
        pooled = {0, CellKind::waiting};
      } else if (states[r] == RowState::old && pooled.kind == CellKind::number) {
        pooled.kind = CellKind::old;
      }
      const std::size_t to = r * tile_side + static_cast<std::size_t>(c);
      tile.numbers[to] = pooled.number;
      tile.kinds[to] = pooled.kind;
    }
  }
  return tile;
}

}  // namespace lookback::map
