#pragma once

#include "experiment/evaluate.h"
#include "exports/snippet_template.h"

namespace lookback::exports {

// What a script's variable should be, and how far it may be from that.
struct Wanted {
  std::string variable;
  Matrix<double> values;
  double tolerance = 0;
  bool sensitive = false;  // the tolerance is a part of the numbers that one would see
};

// The matrices of the evaluation that a script is held against. Tolerances are measured: how far Lookback's
// own numbers move when every input changes a little beyond its last digit.
Expected<std::vector<Wanted>> wanted(const Experiment& experiment, const Evaluation& evaluation,
                                     const std::vector<Expectation>& expectations);

// The own inputs that the script must hold: those that are read, and of those that are given by hand in place
// of something computed only such as change the output.
std::vector<const InputSpec*> needed_inputs(const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback::exports
