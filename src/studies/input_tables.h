#pragma once

#include <string>

#include "experiment/experiment.h"
#include "studies/sheet.h"

namespace lookback {

// Q, K and V, to be edited: a last section for studies of the learner's own numbers.
Section input_tables(const Experiment& experiment, std::string title);

}  // namespace lookback
