#pragma once

#include <string>

#include "experiment/evaluate.h"
#include "studies/sheet.h"

namespace lookback {

// Every matrix and counter, and what the study found, as JSON: what `lookback eval` prints and what the
// page's values() returns. Scores that the mask hides are null.
std::string values_json(const Experiment& experiment, const Evaluation& evaluation, const Sheet& sheet);

// The same for people, as aligned text.
std::string values_table(const Experiment& experiment, const Evaluation& evaluation, const Sheet& sheet);

}  // namespace lookback
