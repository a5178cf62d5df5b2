#pragma once

#include "mechanisms/retention/decay.h"
#include "studies/bug_zoo/kernels/chunk_of_next_state.h"
#include "studies/bug_zoo/run.h"

// Retention: the first call goes chunk by chunk, later ones step by step.
namespace lookback::bug_zoo {

struct RightChunk {
  template <class T>
  static HeadOutputs<T> chunk(std::span<T> r, const HeadInputs<T>& rows, double decay, Meter<T> meter) {
    return decayed_attention::chunk<T>(r, rows, decay, meter);
  }
};

struct ChunkOfNextState {
  template <class T>
  static HeadOutputs<T> chunk(std::span<T> r, const HeadInputs<T>& rows, double decay, Meter<T> meter) {
    return chunk_of_next_state<T>(r, rows, decay, meter);
  }
};

template <class C>
struct Retain {
  template <Scalar T>
  static Matrix<T> run(const HeadInputs<T>& text, const Plan& plan, Meter<T> meter) {
    const double decay = retention::decay_of_head(0);
    const HeadInputs<T> whole = decayed_attention::prepared<T>(
        {text.q, text.k, text.v, {}},
        {.decay = decay, .scale = 1 / std::sqrt(text.k.columns()), .rotation = {}});
    DecodeState<T> state = zero_state<T>(text.k.columns(), text.v.columns(), meter);
    Matrix<T> output(text.v.rows(), text.v.columns());
    const auto keep = [&output](int first, const HeadOutputs<T>& part) {
      std::ranges::copy(part.output.elements(),
                        output.elements().begin() + std::ptrdiff_t{first} * output.columns());
    };
    for (int first = 0; first < plan.prompt;) {
      const int count = std::min(chunk_size, plan.prompt - first);
      const HeadInputs<T> rows = {
          whole.q.slice(first, count), whole.k.slice(first, count), whole.v.slice(first, count), {}};
      keep(first, C::template chunk<T>(state.update(0), rows, decay, meter));
      state.advance(count);
      first += count;
    }
    for (int t = plan.prompt; t < text.v.rows(); ++t) {
      keep(t,
           decayed_attention::step<T>(state, whole.q.row(t), whole.k.row(t), whole.v.row(t), decay, meter));
    }
    return output;
  }
};

}  // namespace lookback::bug_zoo
