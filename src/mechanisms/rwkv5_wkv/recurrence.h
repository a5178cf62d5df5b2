#pragma once

#include "mechanisms/recurrent_forms.h"
#include "mechanisms/rwkv5_wkv/rwkv5_wkv.h"

namespace lookback::rwkv5_wkv {

// What the learner edited, for the definition: RWKV-5 and 6 alike. Own inputs are the decays and the bonus;
// there is no scaling.
struct Recurrence {
  template <Scalar T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& /*chosen*/, Meter<T> meter) {
    const int t = state.position();
    return rwkv5_wkv::step<T>(state, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t),
                              gates_of(inputs.more[0], t), inputs.more[1].row(0), meter);
  }
  template <Scalar T>
  static HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Parameters& /*chosen*/,
                              Meter<T> meter) {
    return rwkv5_wkv::chunk<T>(state, rows, rows.more[0], rows.more[1], meter);
  }
  template <Scalar T>
  static HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Mask& /*mask*/,
                                 const Parameters& /*chosen*/, Meter<T> meter) {
    return rwkv5_wkv::parallel<T>(inputs, inputs.more[0], inputs.more[1], meter);
  }
};

}  // namespace lookback::rwkv5_wkv
