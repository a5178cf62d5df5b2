#pragma once

#include <cmath>
#include <limits>
#include <span>

#include "numbers/scalars.h"

// What every softmax shares, whatever its logits are made of: from the logits of one row on. For exact
// fractions the logits are logarithms of fractions, so that their exponentials are given.
namespace lookback {

inline constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

// weights_j = exp(s_j - m) / Σ exp(s_j - m) over `keys`, with m the largest of their logits s; the weights
// may stand where the logits did. Returns L = m + log Σ exp(s_j - m) when asked for, -inf for a row without
// keys.
template <class T>
double softmax(std::span<const int> keys, std::span<const Logit<T>> logits, std::span<T> weights,
               bool log_sum_exp = false) {
  Logit<T> largest(minus_infinity);
  for (const int j : keys) {
    largest = maximum(largest, logits[static_cast<std::size_t>(j)]);
  }
  T sum(0);
  for (const int j : keys) {
    T& weight = weights[static_cast<std::size_t>(j)];
    weight = exponential(logits[static_cast<std::size_t>(j)] - largest);
    sum = sum + weight;
  }
  for (const int j : keys) {
    T& weight = weights[static_cast<std::size_t>(j)];
    weight = weight / sum;
  }
  return log_sum_exp && !keys.empty() ? plain(largest) + std::log(plain(sum)) : minus_infinity;
}

// output + Σ weights_j value(j) over `keys`, in place; value(j) is a row.
template <class T, class Value>
void accumulate_values(std::span<const int> keys, std::span<const T> weights, Value value,
                       std::span<T> output) {
  for (const int j : keys) {
    accumulate_row<T>(output, weights[static_cast<std::size_t>(j)], value(j));
  }
}

}  // namespace lookback
