#pragma once

#include <string>

#include "experiment/whole_files.h"
#include "map/long_inputs.h"
#include "studies/sheet.h"

// Q, K and V as the learner opened them: the whole of a file where the board shows a window of it, else what
// the board holds.
namespace lookback::long_map {

// Their sizes, and a name for their numbers as the spec's seed. They suit when why_not_opened is empty.
map::LongSpec opened_spec(const Experiment& experiment);
int opened_value_width(const Experiment& experiment);

// What is wrong and what is accepted.
std::string why_not_opened(const Experiment& experiment);

Expected<map::LongInputs> opened_inputs(const Experiment& experiment, const WholeFiles* files);

// Where they come from, in words.
Section opened_section(const Experiment& experiment);

}  // namespace lookback::long_map
