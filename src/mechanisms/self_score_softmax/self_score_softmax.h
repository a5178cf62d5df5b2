#pragma once

#include <concepts>
#include <optional>

#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/softmax_row.h"
#include "tensor/mask.h"

// Self-scored prefix softmax, once for every scalar: each token is scored by its own query, once and for all,
//
//   s_t = σ (q_t · k_t)
//   o_t = Σ_{j<=t} λ^(t-j) exp(s_j) v_j / Σ_{j<=t} λ^(t-j) exp(s_j)
//
// What comes after the scores takes them as logits, so that they may be logarithms of exact fractions.
namespace lookback::self_score_softmax {

using Decay = std::optional<double>;  // λ, from 0 to 1

struct Options {
  std::optional<double> scale;  // σ; absent: scores are plain dot products
  Decay decay;                  // absent: nothing is computed for it
};

template <class T>
Logit<T> log_of_constant(double x) {
  if constexpr (std::same_as<Logit<T>, T>) {
    return T(std::log(x));
  } else {
    return logarithm(T(x));
  }
}

// s_t: the only product of a query with a key that there is.
template <class T>
T token_score(const HeadInputs<T>& inputs, int t, const Options& options, Meter<T> meter) {
  meter.score_dot_product();
  const T product = dot<T>(inputs.q.row(t), inputs.k.row(t));
  return options.scale ? product * T(*options.scale) : product;
}

// λ = 0 forgets every token but the present one, whose logits would be log 0.
inline bool sees(int i, int j, const Mask& mask, const Decay& decay) {
  return mask.visible(i, j) && (i == j || !decay || *decay > 0);
}

// Parallel, from the scores on: a softmax whose score matrix has the same row everywhere, but for the decay:
// s_j + (i-j) log λ. Under a decay no query may look ahead.
template <class T>
HeadOutputs<T> parallel_from(std::span<const Logit<T>> scores, const Matrix<T>& v, const Mask& mask,
                             const Decay& decay, Meter<T> meter) {
  const int tokens = v.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, v.columns());  // [S, d_v]
  result.weights = Matrix<T>(tokens, tokens, T(0));

  const auto square = static_cast<std::int64_t>(tokens) * tokens;
  meter.scores(square, 4 * square);  // written; read and written by the softmax; read
  meter.depth(1);

  std::vector<Logit<T>> faded;  // n log λ
  for (int n = 0; decay && n < tokens; ++n) {
    faded.push_back(n == 0 ? Logit<T>(0) : faded.back() + log_of_constant<T>(*decay));
  }
  Matrix<Logit<T>> logits(tokens, tokens, Logit<T>(0));
  for (int i = 0; i < tokens; ++i) {
    std::vector<int> keys;
    for (int j = 0; j < tokens; ++j) {
      if (sees(i, j, mask, decay)) {
        keys.push_back(j);
        const Logit<T>& score = scores[static_cast<std::size_t>(j)];
        logits(i, j) = decay ? score + faded[static_cast<std::size_t>(i - j)] : score;
      }
    }
    result.log_sum_exp.push_back(softmax<T>(keys, logits.row(i), result.weights.row(i), true));
    accumulate_values<T>(keys, result.weights.row(i), [&v](int j) { return v.row(j); }, result.output.row(i));
  }
  if constexpr (std::same_as<Logit<T>, T>) {
    result.scores = std::move(logits);
  }
  return result;
}

template <Transcendental T>
HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Mask& mask, const Options& options,
                        Meter<T> meter) {
  std::vector<T> scores;
  for (int t = 0; t < inputs.v.rows(); ++t) {
    scores.push_back(token_score<T>(inputs, t, options, meter));
  }
  return parallel_from<T>(scores, inputs.v, mask, options.decay, meter);
}

// Takes one token into the running sums n and d, which are kept divided by exp(m), m the largest logit so
// far:
//
//   m' = max(m + log λ, s);  α = exp(m + log λ - m');  β = exp(s - m');  n ← α n + β v;  d ← α d + β
//
// The running maximum fades with the sums, so that no decay can make them vanish beside it.
template <class T>
void absorb(Logit<T>& largest, T& denominator, std::span<T> numerator, const Logit<T>& score,
            std::span<const T> v, const Decay& decay) {
  const Logit<T> before = decay ? largest + log_of_constant<T>(*decay) : largest;
  largest = maximum(before, score);
  const T kept = exponential(before - largest);
  const T added = exponential(score - largest);
  for (std::size_t c = 0; c < numerator.size(); ++c) {
    numerator[c] = accumulate(kept * numerator[c], added, v[c]);
  }
  denominator = kept * denominator + added;
}

// o = n / d
template <class T>
void divide_row(std::span<T> output, std::span<const T> numerator, const T& denominator) {
  for (std::size_t c = 0; c < output.size(); ++c) {
    output[c] = numerator[c] / denominator;
  }
}

// Recurrent, stable: the state is n, d and m.
template <class T>
DecodeState<T> start(int value_width, Meter<T> meter) {
  using State = DecodeState<T>;
  return State(
      {State::fixed_part("n", 1, value_width, meter.number(0)), State::fixed_part("d", 1, 1, meter.number(0)),
       State::fixed_part("m", 1, 1, meter.number(minus_infinity))},
      meter);
}

template <Transcendental T>
HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Options& options,
                    Meter<T> meter) {
  const int t = state.position();
  meter.depth(1);
  const std::span<T> numerator = state.update(0);  // [d_v]
  T& denominator = state.update(1).front();
  T& largest = state.update(2).front();
  absorb<T>(largest, denominator, numerator, token_score<T>(inputs, t, options, meter), inputs.v.row(t),
            options.decay);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, inputs.v.columns());  // [1, d_v]
  divide_row<T>(result.output.row(0), numerator, denominator);
  result.log_sum_exp.push_back(plain(largest) + std::log(plain(denominator)));
  state.advance();
  return result;
}

// Recurrent as the sums are written, without a running maximum: exp overflows where scores are large.
template <class T>
DecodeState<T> naive_start(int value_width, Meter<T> meter) {
  using State = DecodeState<T>;
  return State({State::fixed_part("n", 1, value_width, meter.number(0)),
                State::fixed_part("d", 1, 1, meter.number(0))},
               meter);
}

template <class T>
void naive_absorb(T& denominator, std::span<T> numerator, const Logit<T>& score, std::span<const T> v,
                  const Decay& decay) {
  const T added = exponential(score);
  if (decay) {
    for (T& element : numerator) {
      element = element * T(*decay);
    }
    denominator = denominator * T(*decay);
  }
  accumulate_row<T>(numerator, added, v);
  denominator = denominator + added;
}

template <Transcendental T>
HeadOutputs<T> naive_step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Options& options,
                          Meter<T> meter) {
  const int t = state.position();
  meter.depth(1);
  const std::span<T> numerator = state.update(0);  // [d_v]
  T& denominator = state.update(1).front();
  naive_absorb<T>(denominator, numerator, token_score<T>(inputs, t, options, meter), inputs.v.row(t),
                  options.decay);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, inputs.v.columns());  // [1, d_v]
  divide_row<T>(result.output.row(0), numerator, denominator);
  result.log_sum_exp.push_back(std::log(plain(denominator)));
  state.advance();
  return result;
}

}  // namespace lookback::self_score_softmax
