#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::softmax_attention_gradient {

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::softmax_attention_gradient
