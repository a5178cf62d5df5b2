#pragma once

#include "mechanisms/delta_rule/delta_rule.h"
#include "mechanisms/recurrent_forms.h"

namespace lookback::delta_rule {

// What the learner chose and edited, for the definition. Own inputs are β [S, 1] and, of the gated rule, the
// decays [S, 1].
struct Recurrence {
  template <class T>
  static const Matrix<T>* decays(const HeadInputs<T>& inputs) {
    return inputs.more.size() > 1 ? &inputs.more[1] : nullptr;
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
    const Matrix<T>* fading = decays(inputs);
    return delta_rule::step<T>(state, q.row(0), inputs.k.row(t), inputs.v.row(t), inputs.more[0](t, 0),
                               fading != nullptr ? &(*fading)(t, 0) : nullptr, meter);
  }
  template <Scalar T>
  static Rows<T> chunk(DecodeState<T>& state, HeadInputs<T> rows, const Parameters& chosen, Meter<T> meter) {
    rows.q = scaled_queries<T>(std::move(rows.q), chosen);
    return delta_rule::chunk<T>(state, rows, rows.more[0], decays(rows), meter);
  }
};

}  // namespace lookback::delta_rule
