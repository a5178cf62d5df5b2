#pragma once

#include <cstdint>

#include "map/pooled_cells.h"
#include "map/tile.h"

namespace lookback::map {

// What a tile of that level covers, clipped to S.
Block cells_of(int tokens, const TilePlace& place);

// The number of a pooled cell that has `visible` visible cells, of which `sum` and `largest` are known as in
// PooledCells.
struct PooledNumber {
  float number = 0;
  CellKind kind = CellKind::masked;
};
PooledNumber pooled_number(bool is_retention, Pooling pooling, std::int64_t visible, double sum,
                           float largest);

// A tile from q, k and L, in slices.
class TileWork {
 public:
  TileWork(const LongAttention& attention, const TilePlace& place, Pooling pooling);

  // About so many multiply–adds, some in any case; the attention must be the same, and have the weights of
  // the tile's rows. Returns whether more is left.
  bool step(const LongAttention& attention, std::int64_t multiply_adds);
  double progress() const;

  // When nothing is left.
  Tile tile(const LongAttention& attention) const;

 private:
  TilePlace place_;
  Pooling pooling_;
  PooledCells cells_;
  std::int64_t next_;
};

// What a tile costs from scratch.
Operations tile_cost(const LongAttention& attention, const TilePlace& place, Pooling pooling);

// At once.
Tile make_tile(const LongAttention& attention, const TilePlace& place, Pooling pooling);

}  // namespace lookback::map
