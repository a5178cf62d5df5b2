#pragma once

#include <cstdint>
#include <vector>

#include "map/long_attention.h"
#include "map/tile.h"

namespace lookback::map {

// Blocks of 2^level × 2^level cells, of which the visible ones are pooled: their sum, and the largest. Of
// weights the largest is kept as its logarithm; of retention's scores, which have signs, "largest" is the
// one farthest from zero, with its sign. A NaN among the cells makes both NaN.
struct PooledCells {
  PooledCells(const LongAttention& attention, int level, const Block& block, bool sums, bool largest);

  int level = 0;
  Block block;  // in cells, within S; begins at multiples of 2^level
  int rows = 0;
  int columns = 0;
  std::vector<double> sums;    // [rows, columns], if wanted
  std::vector<float> largest;  //

  // The cells of block (row, column), clipped to S.
  Block cells_of(int row, int column) const;
};

// Takes in the cells of queries `first` to before `end`, within the block. Costs d_k multiply–adds for each
// visible cell, and one exponential where sums of weights are wanted. The attention must have their weights.
void pool_rows(const LongAttention& attention, std::int64_t first, std::int64_t end, PooledCells& into);

}  // namespace lookback::map
