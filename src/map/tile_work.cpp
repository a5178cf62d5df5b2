#include "map/tile_work.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace lookback::map {

Block cells_of(int tokens, const TilePlace& place) {
  const std::int64_t side = std::int64_t{tile_side} << place.level;
  const auto clipped = [tokens](std::int64_t x) { return std::min<std::int64_t>(x, tokens); };
  return {place.row * side, clipped((place.row + 1) * side), place.column * side,
          clipped((place.column + 1) * side)};
}

PooledNumber pooled_number(bool is_retention, Pooling pooling, std::int64_t visible, double sum,
                           float largest) {
  if (visible == 0) {
    return {};
  }
  const double number = pooling == Pooling::mean ? sum / static_cast<double>(visible)
                        : is_retention           ? double{largest}
                                                 : std::exp(double{largest});
  if (std::isnan(number)) {
    return {std::numeric_limits<float>::quiet_NaN(), CellKind::not_a_number};
  }
  return {static_cast<float>(number), CellKind::number};
}

TileWork::TileWork(const LongAttention& attention, const TilePlace& place, Pooling pooling)
    : place_(place),
      pooling_(pooling),
      cells_(attention, place.level, map::cells_of(attention.tokens(), place), pooling == Pooling::mean,
             pooling == Pooling::maximum),
      next_(cells_.block.first_query) {
  LOOKBACK_ASSERT(exists(attention.tokens(), place));
}

bool TileWork::step(const LongAttention& attention, std::int64_t multiply_adds) {
  const Block& all = cells_.block;
  for (std::int64_t planned = 0;
       next_ < all.end_query && planned < std::max<std::int64_t>(1, multiply_adds);) {
    const std::int64_t end = std::min(all.end_query, next_ + attention.kernels().panel);
    pool_rows(attention, next_, end, cells_);
    planned += visible_cells(attention.visible(), {next_, end, all.first_key, all.end_key}) *
                   attention.inputs().key_width() +
               1;
    next_ = end;
  }
  return next_ < all.end_query;
}

double TileWork::progress() const {
  const Block& all = cells_.block;
  return static_cast<double>(next_ - all.first_query) / static_cast<double>(all.end_query - all.first_query);
}

Operations tile_cost(const LongAttention& attention, const TilePlace& place, Pooling pooling) {
  const Block block = cells_of(attention.tokens(), place);
  const std::int64_t cells = visible_cells(attention.visible(), block);
  const auto pooled = [&](std::int64_t length) {
    return (length + (std::int64_t{1} << place.level) - 1) >> place.level;
  };
  const std::int64_t numbers =
      pooled(block.end_query - block.first_query) * pooled(block.end_key - block.first_key);
  return {cells * attention.inputs().key_width(), attention.is_retention()   ? 0
                                                  : pooling == Pooling::mean ? cells
                                                                             : std::min(cells, numbers)};
}

Tile TileWork::tile(const LongAttention& attention) const {
  LOOKBACK_ASSERT(next_ == cells_.block.end_query);
  constexpr std::size_t count = std::size_t{tile_side} * tile_side;
  Tile tile{place_, pooling_, std::vector<float>(count), std::vector<CellKind>(count, CellKind::outside)};
  for (int r = 0; r < cells_.rows; ++r) {
    for (int c = 0; c < cells_.columns; ++c) {
      const std::size_t from = static_cast<std::size_t>(r) * static_cast<std::size_t>(cells_.columns) +
                               static_cast<std::size_t>(c);
      const PooledNumber pooled = pooled_number(
          attention.is_retention(), pooling_, visible_cells(attention.visible(), cells_.cells_of(r, c)),
          cells_.sums.empty() ? 0 : cells_.sums[from], cells_.largest.empty() ? 0 : cells_.largest[from]);
      const std::size_t to = static_cast<std::size_t>(r) * tile_side + static_cast<std::size_t>(c);
      tile.numbers[to] = pooled.number;
      tile.kinds[to] = pooled.kind;
    }
  }
  return tile;
}

Tile make_tile(const LongAttention& attention, const TilePlace& place, Pooling pooling) {
  TileWork work(attention, place, pooling);
  while (work.step(attention, std::int64_t{1} << 40)) {
  }
  return work.tile(attention);
}

}  // namespace lookback::map
