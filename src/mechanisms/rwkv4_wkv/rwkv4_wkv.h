#pragma once

#include "mechanisms/channels.h"
#include "mechanisms/decode_state.h"

// RWKV-4's wkv operator (Peng et al. 2023, section "WKV operator"), once for every scalar; every channel by
// itself, with a decay rate w and a bonus u of its own:
//
//   wkv_t = (Σ_{i<t} e^(k_i - (t-1-i)w) v_i + e^(u + k_t) v_t) / (Σ_{i<t} e^(k_i - (t-1-i)w) + e^(u + k_t))
//
// The token before the present one has not decayed yet; the present one has the bonus and no decay. Keys,
// rates and bonuses are logits, so that they may be logarithms of exact fractions.
namespace lookback::rwkv4_wkv {

// What the operator reads beside keys and values, one row each.
template <class T>
struct Rates {
  std::span<const Logit<T>> decay;  // w
  std::span<const Logit<T>> bonus;  // u
};

// From the mechanism's own inputs.
template <Transcendental T>
Rates<T> rates_of(const HeadInputs<T>& inputs) {
  return {inputs.more[0].row(0), inputs.more[1].row(0)};
}

// Of one channel: 0, w, 2w, … are what tokens before the last one have lost.
template <class T>
std::vector<Logit<T>> losses(const Logit<T>& decay, int tokens) {
  std::vector<Logit<T>> lost;
  for (int n = 0; n < tokens - 1; ++n) {
    lost.push_back(n == 0 ? Logit<T>(0) : lost.back() + decay);
  }
  return lost;
}

// Parallel: a softmax for every row and channel, under any mask without a look ahead. `shown` is the channel
// whose scores and weights are kept, if any.
template <class T>
HeadOutputs<T> parallel(const Matrix<Logit<T>>& k, const Matrix<T>& v, const Rates<T>& rates,
                        const Mask& mask, Meter<T> meter, int shown = -1) {
  const int tokens = v.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, v.columns());  // [S, C]
  meter.scores(tokens, 0);
  meter.depth(1);
  for (int c = 0; c < v.columns(); ++c) {
    const auto channel = static_cast<std::size_t>(c);
    const std::vector<Logit<T>> lost = losses<T>(rates.decay[channel], tokens);
    const auto logit = [&](int t, int i) {
      return i == t ? rates.bonus[channel] + k(t, c) : k(i, c) - lost[static_cast<std::size_t>(t - 1 - i)];
    };
    average_channel<T>(c, v, mask, logit, result.output, c == shown ? &result : nullptr);
  }
  return result;
}

// The state of one channel: numerator a and denominator b, divided by e^p, and p, the largest logit so far.
template <class T>
struct Sums {
  T& a;
  T& b;
  Logit<T>& p;
};

// Reads the state before it takes the token in (the authors' stable form).
template <class T>
T read(const Sums<T>& sums, const Logit<T>& k, const T& v, const Logit<T>& bonus) {
  const Logit<T> present = bonus + k;
  const Logit<T> largest = maximum(sums.p, present);
  const T past = exponential(sums.p - largest);
  const T now = exponential(present - largest);
  return (past * sums.a + now * v) / (past * sums.b + now);
}

template <class T>
void take_in(Sums<T> sums, const Logit<T>& k, const T& v, const Logit<T>& decay) {
  const Logit<T> faded = sums.p - decay;
  const Logit<T> largest = maximum(faded, k);
  const T past = exponential(faded - largest);
  const T now = exponential(k - largest);
  sums.a = past * sums.a + now * v;
  sums.b = past * sums.b + now;
  sums.p = largest;
}

// Before the first token nothing has been summed: p is -inf, or as good as that.
template <class T>
DecodeState<T> start(int channels, Meter<T> meter, double largest = minus_infinity) {
  using State = DecodeState<T>;
  return State({State::fixed_part("a", 1, channels, meter.number(0)),
                State::fixed_part("b", 1, channels, meter.number(0)),
                State::fixed_part("p", 1, channels, meter.number(largest))},
               meter);
}

// Recurrent: every channel's sums are read, then they take the token in. The parts of the state from `first`
// on are a, b and p.
template <Transcendental T>
std::vector<T> read_and_take_in(DecodeState<T>& state, std::span<const T> k, std::span<const T> v,
                                const Rates<T>& rates, std::size_t first = 0) {
  const std::span<T> a = state.update(first);
  const std::span<T> b = state.update(first + 1);
  const std::span<T> p = state.update(first + 2);
  std::vector<T> output;
  for (std::size_t c = 0; c < v.size(); ++c) {
    const Sums<T> sums{a[c], b[c], p[c]};
    output.push_back(read<T>(sums, k[c], v[c], rates.bonus[c]));
    take_in<T>(sums, k[c], v[c], rates.decay[c]);
  }
  return output;
}

template <Transcendental T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> k, std::span<const T> v, const Rates<T>& rates,
                    Meter<T> meter) {
  meter.depth(1);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));  // [1, C]
  std::ranges::copy(read_and_take_in<T>(state, k, v, rates), result.output.row(0).begin());
  state.advance();
  return result;
}

}  // namespace lookback::rwkv4_wkv
