#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::luong_attention {

// The picture: beside scores, weights and context, where each query looks and the attentional state.
Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen);

// The mask and the windows together: the pairs that really are scored.
Mask pairs_in_sight(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen);

}  // namespace lookback::luong_attention
