#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <vector>

#include "base/assert.h"
#include "numbers/counted.h"

namespace lookback {

// The few operations, besides + - * /, that definitions are written in. Each scalar type that counts or
// differentiates has its own overloads beside it; these are those of the machine's numbers.
template <std::floating_point T>
T exponential(T x) {
  return std::exp(x);
}
template <std::floating_point T>
T logarithm(T x) {
  return std::log(x);
}
template <std::floating_point T>
T hyperbolic_tangent(T x) {
  return std::tanh(x);
}
template <std::floating_point T>
T square_root(T x) {
  return std::sqrt(x);
}
template <std::floating_point T>
T maximum(T a, T b) {
  return std::max(a, b);
}
template <std::floating_point T>
T minimum(T a, T b) {
  return std::min(a, b);
}
template <std::floating_point T>
T absolute(T x) {
  return std::abs(x);
}

// φ(x) = elu(x) + 1 (Katharopoulos et al. 2020, eq. 7): x + 1 above zero, exp(x) below.
template <std::floating_point T>
T elu_plus_one(T x) {
  return x > 0 ? x + 1 : std::exp(x);
}

// sum + a b, one multiply–add.
template <std::floating_point T>
T accumulate(T sum, T a, T b) {
  return sum + a * b;
}

// a · b, of equal lengths.
template <class T>
T dot(std::span<const T> a, std::span<const T> b) {
  LOOKBACK_ASSERT(a.size() == b.size());
  T sum(0);
  for (std::size_t c = 0; c < a.size(); ++c) {
    sum = accumulate(sum, a[c], b[c]);
  }
  return sum;
}

// sum + weight row, element by element, in place.
template <class T>
void accumulate_row(std::span<T> sum, const T& weight, std::span<const T> row) {
  LOOKBACK_ASSERT(sum.size() == row.size());
  for (std::size_t c = 0; c < sum.size(); ++c) {
    sum[c] = accumulate(sum[c], weight, row[c]);
  }
}

// 1 / (1 + exp(-x)): one exp, add and div.
template <class T>
T sigmoid(const T& x) {
  return T(1) / (T(1) + exponential(-x));
}

// 1, base, base², … base^(count - 1), with 0⁰ = 1. Products of constants, which count nothing.
template <class T>
std::vector<T> powers(const T& base, int count) {
  std::vector<T> result;
  T power(1);
  for (int n = 0; n < count; ++n) {
    result.push_back(power);
    power = power * base;
  }
  return result;
}

}  // namespace lookback
