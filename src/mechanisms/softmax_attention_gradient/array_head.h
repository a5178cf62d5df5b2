#pragma once

#include "mechanisms/softmax_attention/array_heads.h"
#include "mechanisms/softmax_attention_gradient/softmax_attention_gradient.h"

namespace lookback::softmax_attention_gradient {

// What one head's backward pass starts from.
template <class T>
struct Head {
  HeadInputs<T> inputs;
  Matrix<T> d_output;
  softmax_attention::Placed placed;
  softmax_attention::Options options;

  template <class Wanted>
  Gradients<T> over(const Forward<T>& before, Wanted wanted) const {
    return backward<T>(inputs, placed.mask, d_output, before, options, wanted, {});
  }
};

// The gradients by the weights of the projections that made q, k and v of x.
Expected<NamedArrays> weight_gradients(const ArrayCase& arrays, Precision precision);

}  // namespace lookback::softmax_attention_gradient
