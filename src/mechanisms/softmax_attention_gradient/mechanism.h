#pragma once

#include "mechanisms/mechanism.h"
#include "mechanisms/softmax_attention_gradient/softmax_attention_gradient.h"

namespace lookback::softmax_attention_gradient {

extern const Mechanism mechanism;

// σ = 1/√d_k, or no scaling.
softmax_attention::Options options_for(int key_width, const Parameters& chosen);

// Whose contribution is shown; of the newest query while the chosen one has not arrived.
int shown_query(const Parameters& chosen, int tokens);

}  // namespace lookback::softmax_attention_gradient
