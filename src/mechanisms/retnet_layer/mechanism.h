#pragma once

#include "mechanisms/mechanism.h"
#include "mechanisms/retnet_layer/retnet_layer.h"

namespace lookback::retnet_layer {

extern const Mechanism mechanism;

// What the learner chose, for queries and keys of all heads that are `key_width` wide together.
Options options_for(int key_width, const Parameters& chosen);
int shown_head(const Parameters& chosen);
int chunk_size(const Parameters& chosen);

// The own inputs, in the order of their specs: X and the weights.
template <class T>
const Matrix<T>& layer_input(const HeadInputs<T>& inputs) {
  return inputs.more[0];
}
template <class T>
Weights<T> layer_weights(const HeadInputs<T>& inputs) {
  return {inputs.more[1], inputs.more[2], inputs.more[3], inputs.more[4], inputs.more[5]};
}

}  // namespace lookback::retnet_layer
