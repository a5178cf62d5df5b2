#pragma once

#include "mechanisms/gated_linear_attention/gated_linear_attention.h"
#include "mechanisms/recurrent_forms.h"

namespace lookback::gated_linear_attention {

// What the learner chose and edited, for the definition.
struct Recurrence {
  template <Scalar T>
  static const Matrix<T>& gates(const HeadInputs<T>& inputs) {
    return inputs.more[0];  // [S, d_k]
  }

  template <Scalar T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& chosen, Meter<T> meter) {
    const int t = state.position();
    const Matrix<T> q = scaled_queries<T>(inputs.q.slice(t, 1), chosen);
    return gated_linear_attention::step<T>(state, q.row(0), inputs.k.row(t), inputs.v.row(t),
                                           gates_of(gates(inputs), t), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> chunk(DecodeState<T>& state, HeadInputs<T> rows, const Parameters& chosen,
                              Meter<T> meter) {
    rows.q = scaled_queries<T>(std::move(rows.q), chosen);
    return gated_linear_attention::chunk<T>(state, rows, gates(rows), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> parallel(HeadInputs<T> inputs, const Mask& /*mask*/, const Parameters& chosen,
                                 Meter<T> meter) {
    inputs.q = scaled_queries<T>(std::move(inputs.q), chosen);
    return gated_linear_attention::parallel<T>(inputs, gates(inputs), meter);
  }
};

}  // namespace lookback::gated_linear_attention
