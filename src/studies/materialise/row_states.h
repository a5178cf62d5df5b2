#pragma once

#include <vector>

#include "experiment/experiment.h"

namespace lookback::materialise {

// What one query carries after a tile of keys.
struct RowState {
  int first = 0;                    // the keys of the tile
  int end = 0;                      // and the one behind it
  bool seen = false;                // the query sees at least one of them; else nothing changed
  double largest = 0;               // m; −∞ before the first tile that is seen
  double sum = 0;                   // l
  double rescale = 0;               // c, by which the tile's new maximum shrinks what was there
  std::vector<double> accumulator;  // a, [d_v]
};

// The online form on one query, tile by tile.
std::vector<RowState> row_states(const HeadInputs<double>& inputs, const Mask& mask,
                                 const Parameters& parameters, int query, int tile_width);

}  // namespace lookback::materialise
