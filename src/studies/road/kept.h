#pragma once

#include <vector>

#include "experiment/experiment.h"
#include "studies/sheet.h"

namespace lookback::road {

// What a stop holds after the tokens that have arrived: the cache or the state; where nothing is carried from
// one token to the next, what one pass over them holds. Empty before the first token.
std::vector<SheetTable> kept_at(const Experiment& experiment, int stop);

}  // namespace lookback::road
