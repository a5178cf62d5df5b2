#pragma once

#include <string>

#include "experiment/evaluate.h"

namespace lookback {

// One or two sentences on what changed between two experiments of one study, for the live region; empty when
// nothing did. Evaluations may be empty: then nothing is said of what was computed.
std::string describe_change(const Experiment& before, const Evaluation& evaluation_before,
                            const Experiment& after, const Evaluation& evaluation_after);

// What is on the board: "Softmax, causal, 5 tokens, width 4 and 4, 5 of 5 arrived."
std::string describe(const Experiment& experiment);

}  // namespace lookback
