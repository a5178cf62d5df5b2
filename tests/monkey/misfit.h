#pragma once

#include "experiment/experiment.h"

namespace lookback::monkey {

// Why it is none that the page may hold; empty when it may: numbers finite and within what is accepted, sizes
// within those of the board.
std::string misfit(const Experiment& experiment);

}  // namespace lookback::monkey
