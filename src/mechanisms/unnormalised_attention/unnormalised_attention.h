#pragma once

#include "mechanisms/decayed_attention/decayed_attention.h"

// Attention without softmax and without a mask: O = (Q Kᵀ) V = Q (Kᵀ V). With a causal mask it is decayed
// attention without a decay.
namespace lookback::unnormalised_attention {

// (Q Kᵀ) V: the products of all pairs, then their sums of values.
template <class T>
HeadOutputs<T> scores_first(const HeadInputs<T>& inputs, Meter<T> meter) {
  return decayed_attention::parallel<T>(inputs, Mask::none(), {}, meter);
}

// Q (Kᵀ V): all keys and values go into one state, which every query then reads. No pair is ever formed.
template <class T>
HeadOutputs<T> state_first(DecodeState<T>& state, const HeadInputs<T>& inputs, Meter<T> meter) {
  meter.depth(1);
  HeadOutputs<T> result;
  result.output = Matrix<T>(inputs.q.rows(), inputs.v.columns());  // [S_q, d_v]
  const std::span<T> s = state.update(0);                          // [d_k, d_v]
  for (int j = 0; j < inputs.k.rows(); ++j) {
    accumulate_outer<T>(s, inputs.k.row(j), inputs.v.row(j));
  }
  for (int i = 0; i < inputs.q.rows(); ++i) {
    accumulate_product<T>(result.output.row(i), inputs.q.row(i), s);
  }
  state.advance(inputs.k.rows());
  return result;
}

}  // namespace lookback::unnormalised_attention
