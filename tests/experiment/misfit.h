#pragma once

#include <string>

#include "experiment/experiment.h"

namespace lookback::testing {

// Why it is none that the board takes, as a sentence without its end; empty when it is one: every number
// finite and in its range, sizes that fit each other, ids that there are. It asks none of the functions that
// check edits and links.
std::string misfit(const Experiment& experiment);

}  // namespace lookback::testing
