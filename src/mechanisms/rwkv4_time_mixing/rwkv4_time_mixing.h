#pragma once

#include "mechanisms/projection.h"
#include "mechanisms/rwkv4_wkv/rwkv4_wkv.h"

// The time-mixing block of RWKV-4 (Peng et al. 2023, section "Time mixing"), once for every scalar:
//
//   x^k_t = μ_k ⊙ x_t + (1-μ_k) ⊙ x_{t-1}        the same for v and r; x_{-1} = 0
//   k = W_k x^k,  v = W_v x^v,  r = sigmoid(W_r x^r)
//   out = W_o (r ⊙ wkv(k, v))
namespace lookback::rwkv4_time_mixing {

template <class T>
struct Weights {
  Matrix<T> mix_k, mix_v, mix_r;  // μ [1, C]
  Matrix<T> w_k, w_v, w_r, w_o;   // [C, C], stored [out, in]
  Matrix<T> decay, bonus;         // [1, C]

  rwkv4_wkv::Rates<T> rates() const { return {decay.row(0), bonus.row(0)}; }
};

// Token shift: part of the present token and the rest of the one before.
template <class T>
std::vector<T> shifted(std::span<const T> x, std::span<const T> before, std::span<const T> mix) {
  std::vector<T> result;
  for (std::size_t c = 0; c < x.size(); ++c) {
    result.push_back(x[c] * mix[c] + before[c] * (T(1) - mix[c]));
  }
  return result;
}

// What one token brings along.
template <class T>
struct Token {
  std::vector<T> mixed_k, mixed_v, mixed_r;  // x^k, x^v, x^r [C]
  std::vector<T> k, v, r;                    // [C]
};

template <Transcendental T>
Token<T> project_token(std::span<const T> x, std::span<const T> before, const Weights<T>& w) {
  Token<T> token;
  token.mixed_k = shifted<T>(x, before, w.mix_k.row(0));
  token.mixed_v = shifted<T>(x, before, w.mix_v.row(0));
  token.mixed_r = shifted<T>(x, before, w.mix_r.row(0));
  token.k = project<T>(token.mixed_k, w.w_k);
  token.v = project<T>(token.mixed_v, w.w_v);
  for (const T& receptance : project<T>(token.mixed_r, w.w_r)) {
    token.r.push_back(sigmoid(receptance));
  }
  return token;
}

// r ⊙ wkv
template <class T>
std::vector<T> gated(std::span<const T> r, std::span<const T> wkv) {
  std::vector<T> result;
  for (std::size_t c = 0; c < r.size(); ++c) {
    result.push_back(r[c] * wkv[c]);
  }
  return result;
}

// All that the block computes, a row for each token.
template <class T>
struct Block {
  Matrix<T> mixed_k, mixed_v, mixed_r;
  Matrix<T> k, v, r;
  HeadOutputs<T> wkv;
  Matrix<T> gated;
  Matrix<T> output;
};

// Parallel: all tokens are projected, then wkv is a softmax for every row and channel. `shown` is the channel
// whose scores and weights are kept, if any.
template <Transcendental T>
Block<T> parallel(const Matrix<T>& x, const Weights<T>& w, Meter<T> meter, int shown = -1) {
  const int tokens = x.rows();
  const Matrix<T> empty(tokens, x.columns());
  Block<T> block{empty, empty, empty, empty, empty, empty, {}, empty, empty};
  const std::vector<T> nothing(static_cast<std::size_t>(x.columns()), T(0));
  for (int t = 0; t < tokens; ++t) {
    const std::span<const T> before = t == 0 ? std::span<const T>(nothing) : x.row(t - 1);
    const Token<T> token = project_token<T>(x.row(t), before, w);
    std::ranges::copy(token.mixed_k, block.mixed_k.row(t).begin());
    std::ranges::copy(token.mixed_v, block.mixed_v.row(t).begin());
    std::ranges::copy(token.mixed_r, block.mixed_r.row(t).begin());
    std::ranges::copy(token.k, block.k.row(t).begin());
    std::ranges::copy(token.v, block.v.row(t).begin());
    std::ranges::copy(token.r, block.r.row(t).begin());
  }
  block.wkv = rwkv4_wkv::parallel<T>(block.k, block.v, w.rates(), Mask::causal(), meter, shown);
  for (int t = 0; t < tokens; ++t) {
    std::ranges::copy(gated<T>(block.r.row(t), block.wkv.output.row(t)), block.gated.row(t).begin());
    std::ranges::copy(project<T>(block.gated.row(t), w.w_o), block.output.row(t).begin());
  }
  return block;
}

// The state: the token before, and wkv's a, b and p.
inline constexpr std::size_t sums_part = 1;

template <class T>
DecodeState<T> start(int channels, Meter<T> meter) {
  std::vector<typename DecodeState<T>::Part> parts = rwkv4_wkv::start<T>(channels, meter).parts();
  parts.insert(parts.begin(), DecodeState<T>::fixed_part("x", 1, channels, meter.number(0)));
  return DecodeState<T>(std::move(parts), meter);
}

template <Transcendental T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> x, const Weights<T>& w, Meter<T> meter) {
  meter.depth(1);
  const std::span<T> before = state.update(0);  // [C]
  const Token<T> token = project_token<T>(x, before, w);
  std::ranges::copy(x, before.begin());
  const std::vector<T> wkv = rwkv4_wkv::read_and_take_in<T>(state, token.k, token.v, w.rates(), sums_part);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, w.w_o.rows());  // [1, C]
  std::ranges::copy(project<T>(gated<T>(token.r, wkv), w.w_o), result.output.row(0).begin());
  state.advance();
  return result;
}

}  // namespace lookback::rwkv4_time_mixing
