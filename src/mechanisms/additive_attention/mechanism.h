#pragma once

#include "mechanisms/additive_attention/additive_attention.h"
#include "mechanisms/mechanism.h"

namespace lookback::additive_attention {

extern const Mechanism mechanism;

// The board's own inputs, in the order of its specs. On the board d_a = d_k.
template <class T>
Weights<T> weights_of(const HeadInputs<T>& inputs) {
  return {inputs.more[0], inputs.more[1], inputs.more[2]};
}

// The query whose tanh layer the board shows: the chosen one, or the newest while that has not arrived.
int shown_query(const Parameters& chosen, int tokens);

}  // namespace lookback::additive_attention
