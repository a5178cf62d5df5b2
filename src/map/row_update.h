#pragma once

#include <span>

#include "numbers/scalars.h"

// What one replaced row changes in another row's output, once for every scalar: double computes it, a
// counting scalar says what it costs.
namespace lookback::map {

// p = exp(σ q·k − L).
template <Transcendental T>
T weight_of(std::span<const T> q, std::span<const T> k, T scale, T log_sum_exp) {
  return exponential(dot<T>(q, k) * scale - log_sum_exp);
}

// A value row is replaced: o_i += p_ij (v' − v). For retention p_ij is the faded score.
template <Scalar T>
void replace_value(T weight, std::span<const T> difference, std::span<T> output) {
  accumulate_row<T>(output, weight, difference);
}

// A key row is replaced. With p and p' the weights of the old and the new key by the old L, the row's mass
// becomes z = 1 − p + p' times what it was:
//
//   L' = L + log z,   o' = (o − p v + p' v) / z = o + r (v − o),   r = (p' − p) / z
template <Transcendental T>
struct KeyChange {
  T before;  // p
  T after;   // p'
  T mass;    // z
};

template <Transcendental T>
KeyChange<T> key_change(std::span<const T> q, std::span<const T> k_before, std::span<const T> k_after,
                        T scale, T log_sum_exp) {
  const T before = weight_of<T>(q, k_before, scale, log_sum_exp);
  const T after = weight_of<T>(q, k_after, scale, log_sum_exp);
  return {before, after, T(1) - before + after};
}

// Where p is most of the row, what is left is a difference of nearly equal numbers.
inline constexpr double dominant = 0.5;

template <Transcendental T>
void replace_key(const KeyChange<T>& change, std::span<const T> value, std::span<T> output, T& log_sum_exp) {
  const T rate = (change.after - change.before) / change.mass;
  for (std::size_t c = 0; c < output.size(); ++c) {
    output[c] = accumulate(output[c], rate, value[c] - output[c]);
  }
  log_sum_exp = log_sum_exp + logarithm(change.mass);
}

}  // namespace lookback::map
