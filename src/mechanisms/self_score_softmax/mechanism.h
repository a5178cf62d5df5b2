#pragma once

#include "mechanisms/mechanism.h"
#include "mechanisms/self_score_softmax/self_score_softmax.h"

namespace lookback::self_score_softmax {

extern const Mechanism mechanism;

// The options that the board's parameters mean. λ = 1 is no decay, and nothing is computed for it.
Options options_for(int key_width, const Parameters& chosen);

}  // namespace lookback::self_score_softmax
