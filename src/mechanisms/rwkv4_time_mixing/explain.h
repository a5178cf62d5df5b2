#pragma once

#include <vector>

#include "mechanisms/mechanism.h"

namespace lookback::rwkv4_time_mixing {

// How the number in a cell comes about, in at most four lines of actual arithmetic.
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::rwkv4_time_mixing
