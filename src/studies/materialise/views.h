#pragma once

#include "experiment/experiment.h"
#include "studies/materialise/sizes.h"
#include "studies/sheet.h"

namespace lookback::materialise {

Sheet sizes_sheet(const Sizes& sizes);

// Which row is followed, in tiles of how many keys, and how many tiles it has read.
struct Followed {
  int query = 0;
  int tile_width = 1;
  int tiles_read = 0;
  int tiles = 1;  // all of them
};

Sheet tiles_sheet(const Experiment& experiment, const Followed& followed);

}  // namespace lookback::materialise
