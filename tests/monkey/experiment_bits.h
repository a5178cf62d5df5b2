#pragma once

#include "experiment/experiment.h"

namespace lookback::monkey {

// Equal to the last bit of every number: 0 and −0 differ.
bool same_bits(const Experiment& a, const Experiment& b);

// Why it is none that the page may hold; empty when it may: numbers finite and within what is accepted, sizes
// within those of the board.
std::string misfit(const Experiment& experiment);

}  // namespace lookback::monkey
