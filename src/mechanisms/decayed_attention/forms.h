#pragma once

#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/form.h"

// The forms of every mechanism that is an instance of decayed attention. `choose` gives the instance: what
// the learner's parameters mean for queries and keys of a width.
namespace lookback::decayed_attention {

struct Chosen : Options {
  int chunk_size = 1;
};
using Choose = Chosen (*)(int key_width, const Parameters&);

template <Choose choose>
struct Parallel {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& parameters,
                            Meter<T> meter) {
    const Chosen chosen = choose(inputs.k.columns(), parameters);
    return parallel<T>(prepared<T>(inputs, chosen), mask, chosen.decay, meter);
  }
};

template <Choose choose>
struct Recurrent {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/, const Parameters& parameters,
                            Meter<T> meter) {
    const Chosen chosen = choose(inputs.k.columns(), parameters);
    DecodeState<T> state = start<T>(inputs, parameters, meter);
    return recurrent<T>(state, prepared<T>(inputs, chosen), chosen.decay, meter);
  }

  template <Scalar T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*parameters*/, Meter<T> meter) {
    return zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }

  template <Scalar T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& parameters, Meter<T> meter) {
    const int t = state.position();
    const Chosen chosen = choose(inputs.k.columns(), parameters);
    const HeadInputs<T> row =
        prepared<T>({inputs.q.slice(t, 1), inputs.k.slice(t, 1), inputs.v.slice(t, 1), {}}, chosen, t);
    return decayed_attention::step<T>(state, row.q.row(0), row.k.row(0), row.v.row(0), chosen.decay, meter);
  }
};

template <Choose choose>
struct Chunkwise {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/, const Parameters& parameters,
                            Meter<T> meter) {
    const Chosen chosen = choose(inputs.k.columns(), parameters);
    DecodeState<T> state = zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
    return chunkwise<T>(state, prepared<T>(inputs, chosen), chosen.chunk_size, chosen.decay, meter);
  }
};

}  // namespace lookback::decayed_attention
