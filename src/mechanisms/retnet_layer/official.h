#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "mechanisms/decayed_attention/decayed_attention.h"

// Retention of one head as the released code computes it before its norm (torchscale). Each form divides the
// plain o_t by another positive number, so the three differ until the norm, which takes such a factor out:
//
//   parallel    √c_t r_t            r_t = clamp(Σ_j |q_t·k_j γ^(t-j)| / √c_t, 1, 5e4)
//   recurrent   √c_t
//   chunkwise   √c_i max(r_t, g)    i counts inside the chunk; g = max(1, largest column sum of |R̂|)
//
// with c_t = Σ_{m≤t} γ^m. The stored state is S_t / √c_t, or R̂ = R / c of a whole chunk.
namespace lookback::retnet_layer {

inline constexpr double largest_row_sum = 5e4;

// c_0, c_1, …: sums of powers of γ, tables like those.
inline std::vector<double> decay_sums(double gamma, int count) {
  std::vector<double> sums;
  for (int t = 0; t < count; ++t) {
    sums.push_back(t == 0 ? 1 : gamma * sums.back() + 1);
  }
  return sums;
}

// r of one row of weights q·k γ^(t-j): what they sum to without their signs, over √c, but at least 1.
template <Transcendental T>
T row_sum(std::span<const T> weights, double decay_sum) {
  T sum(0);
  for (const T& weight : weights) {
    sum = sum + absolute(weight);
  }
  return maximum(sum * T(1 / std::sqrt(decay_sum)), T(1));
}

// Outputs over √c_t r_t. The rows are prepared: k scaled, q and k rotated.
template <Transcendental T>
HeadOutputs<T> parallel(const HeadInputs<T>& rows, double gamma, Meter<T> meter) {
  HeadOutputs<T> result = decayed_attention::weighted_sums<T>(rows, Mask::causal(), gamma, meter);
  const std::vector<double> sums = decay_sums(gamma, rows.q.rows());
  for (int t = 0; t < rows.q.rows(); ++t) {
    const double c = sums[static_cast<std::size_t>(t)];
    const std::span<const T> weights =
        std::as_const(result.weights).row(t).first(static_cast<std::size_t>(t) + 1);
    const T r = minimum(row_sum<T>(weights, c), T(largest_row_sum));
    multiply_row<T>(result.output.row(t), T(1 / std::sqrt(c)) / r);
  }
  return result;
}

// One step on Ŝ = S / √c [d_k, d_v] and c. Dividing by √c_t makes the decay γ √c_{t-1} / √c_t and the value
// v / √c_t.
template <Transcendental T>
void step(std::span<T> s, T& decay_sum, const HeadInputs<T>& row, double gamma, std::span<T> output) {
  const double before = plain(decay_sum);
  const double after = gamma * before + 1;
  Matrix<T> value = row.v;
  multiply_row<T>(value.row(0), T(1 / std::sqrt(after)));
  decayed_attention::step<T>(s, row.q.row(0), row.k.row(0), value.row(0), gamma * std::sqrt(before / after),
                             output);
  decay_sum = T(after);
}

// g: 1, or the largest column sum of |R̂| where that is larger.
template <Transcendental T>
T state_scale(std::span<const T> r, int width) {
  T largest(1);
  for (int c = 0; c < width; ++c) {
    T sum(0);
    for (std::size_t n = static_cast<std::size_t>(c); n < r.size(); n += static_cast<std::size_t>(width)) {
      sum = sum + absolute(r[n]);
    }
    largest = maximum(largest, sum);
  }
  return largest;
}

// One chunk on R̂ [d_k, d_v], which the same chunk with values v / c leaves; c is of a whole chunk, also in a
// shorter last one.
template <Transcendental T>
Matrix<T> chunk(std::span<T> r, HeadInputs<T> rows, int chunk_size, double gamma, Meter<T> meter) {
  const std::vector<double> sums = decay_sums(gamma, chunk_size);
  const double whole = sums.back();
  for (int i = 0; i < rows.v.rows(); ++i) {
    multiply_row<T>(rows.v.row(i), T(1 / whole));
  }
  const T g = state_scale<T>(r, rows.v.columns());
  HeadOutputs<T> result = decayed_attention::chunk<T>(r, rows, gamma, meter);
  for (int i = 0; i < rows.q.rows(); ++i) {
    const double c = sums[static_cast<std::size_t>(i)];
    const std::span<const T> weights =
        std::as_const(result.weights).row(i).first(static_cast<std::size_t>(i) + 1);
    const T scale = maximum(row_sum<T>(weights, c), g);
    multiply_row<T>(result.output.row(i), T(whole / std::sqrt(c)) / scale);
  }
  return std::move(result.output);
}

// Chunk after chunk of one head, from R̂ on, a part of the state.
template <Transcendental T>
Matrix<T> chunkwise(DecodeState<T>& state, std::size_t part, const HeadInputs<T>& rows, int chunk_size,
                    double gamma, Meter<T> meter) {
  Matrix<T> result(rows.v.rows(), rows.v.columns());
  for (int first = 0; first < rows.v.rows(); first += chunk_size) {
    const int length = std::min(chunk_size, rows.v.rows() - first);
    const Matrix<T> outputs =
        chunk<T>(state.update(part),
                 {rows.q.slice(first, length), rows.k.slice(first, length), rows.v.slice(first, length), {}},
                 chunk_size, gamma, meter);
    std::ranges::copy(outputs.elements(),
                      result.elements().begin() + std::ptrdiff_t{first} * rows.v.columns());
  }
  return result;
}

}  // namespace lookback::retnet_layer
