#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::retnet_layer {

// The shown head from its projections to its norm, then the gate of all heads.
Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen);

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::retnet_layer
