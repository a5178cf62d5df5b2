#pragma once

#include "mechanisms/recurrent_forms.h"
#include "mechanisms/scalar_decay_ssd/scalar_decay_ssd.h"

namespace lookback::scalar_decay_ssd {

// What the learner edited, for the definition. The own input is the decays [S, 1]; there is no scaling.
struct Recurrence {
  template <Scalar T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& /*chosen*/, Meter<T> meter) {
    const int t = state.position();
    return scalar_decay_ssd::step<T>(state, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t),
                                     inputs.more[0](t, 0), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Parameters& /*chosen*/,
                              Meter<T> meter) {
    return scalar_decay_ssd::chunk<T>(state, rows, rows.more[0], meter);
  }
  template <Scalar T>
  static HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& /*chosen*/,
                                 Meter<T> meter) {
    return scalar_decay_ssd::parallel<T>(inputs, decay_mask(inputs.more[0]), mask, meter);
  }
};

}  // namespace lookback::scalar_decay_ssd
