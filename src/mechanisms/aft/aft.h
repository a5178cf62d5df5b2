#pragma once

#include "mechanisms/channels.h"
#include "mechanisms/decode_state.h"
#include "mechanisms/self_score_softmax/self_score_softmax.h"

// The attention-free transformer (Zhai et al. 2021, eq. 2), once for every scalar; channel by channel,
//
//   y_t = sigmoid(q_t) ⊙ Σ_s exp(k_s + w_ts) v_s / Σ_s exp(k_s + w_ts)     for the tokens s that t may look
//   at
//
// with one number w for each pair of positions: AFT-full. Without them it is AFT-simple. Keys and biases are
// logits, so that up to the gate they may be logarithms of exact fractions.
namespace lookback::aft {

// The averages before the gate. `biases` is w [S, S], or nothing. `shown` is the channel whose scores and
// weights are kept, if any.
template <class T>
HeadOutputs<T> averages(const Matrix<Logit<T>>& k, const Matrix<T>& v, const Matrix<Logit<T>>* biases,
                        const Mask& mask, Meter<T> meter, int shown = -1) {
  HeadOutputs<T> result;
  result.output = Matrix<T>(v.rows(), v.columns());  // [S, d]
  meter.scores(v.rows(), 0);
  meter.depth(1);
  for (int c = 0; c < v.columns(); ++c) {
    const auto logit = [&](int t, int s) { return biases == nullptr ? k(s, c) : k(s, c) + (*biases)(t, s); };
    average_channel<T>(c, v, mask, logit, result.output, c == shown ? &result : nullptr);
  }
  return result;
}

// sigmoid(q) ⊙ row, in place: the only thing that a query does.
template <Transcendental T>
void apply_gate(std::span<T> row, std::span<const T> q) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    row[c] = sigmoid(q[c]) * row[c];
  }
}

// Parallel, under any mask.
template <Transcendental T>
HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Matrix<T>* biases, const Mask& mask,
                        Meter<T> meter, int shown = -1) {
  HeadOutputs<T> result = averages<T>(inputs.k, inputs.v, biases, mask, meter, shown);
  for (int t = 0; t < result.output.rows(); ++t) {
    apply_gate<T>(result.output.row(t), inputs.q.row(t));
  }
  return result;
}

// The state of AFT-simple under the causal mask: what self-scored softmax keeps, for each channel.
template <class T>
DecodeState<T> start(int channels, Meter<T> meter) {
  using State = DecodeState<T>;
  return State({State::fixed_part("n", 1, channels, meter.number(0)),
                State::fixed_part("d", 1, channels, meter.number(0)),
                State::fixed_part("m", 1, channels, meter.number(minus_infinity))},
               meter);
}

// Recurrent: every channel of the key is the score of the same channel of the value.
template <Transcendental T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> q, std::span<const T> k, std::span<const T> v,
                    Meter<T> meter) {
  meter.depth(1);
  const std::span<T> numerator = state.update(0);
  const std::span<T> denominator = state.update(1);
  const std::span<T> largest = state.update(2);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));  // [1, d]
  const std::span<T> output = result.output.row(0);
  for (std::size_t c = 0; c < v.size(); ++c) {
    self_score_softmax::absorb<T>(largest[c], denominator[c], numerator.subspan(c, 1), k[c], v.subspan(c, 1),
                                  {});
    output[c] = numerator[c] / denominator[c];
  }
  apply_gate<T>(output, q);
  state.advance();
  return result;
}

}  // namespace lookback::aft
