#pragma once

#include "mechanisms/mechanism.h"
#include "mechanisms/softmax_attention/softmax_attention.h"

namespace lookback::softmax_attention {

extern const Mechanism mechanism;

// What the learner chose, for the definition: σ = 1/√d_k or no scaling, ALiBi's slope, whether there is a
// bias.
Options options_for(int key_width, const Parameters& chosen);

}  // namespace lookback::softmax_attention
