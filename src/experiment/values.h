#pragma once

#include <string>

#include "experiment/evaluate.h"

namespace lookback {

// Every matrix and counter as JSON: what `lookback eval` prints and what the page's values() returns.
// Scores that the mask hides are null.
std::string values_json(const Experiment& experiment, const Evaluation& evaluation);

// The same for people, as aligned text.
std::string values_table(const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback
