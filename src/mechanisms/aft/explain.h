#pragma once

#include <vector>

#include "mechanisms/mechanism.h"

namespace lookback::aft {

// Scores and weights of one channel, its gate in the weights, so that the output is weights times values.
Trace picture(const HeadInputs<double>& inputs, const Mask& mask, const Matrix<double>* biases, int channel);

// How the number in a cell comes about, in at most four lines of actual arithmetic.
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::aft
