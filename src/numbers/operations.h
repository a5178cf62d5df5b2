#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "base/assert.h"

namespace lookback {

// The few operations, besides + - * /, that definitions are written in. Each scalar type that counts or
// differentiates has its own overloads beside it; these are those of the machine's numbers.
inline double exponential(double x) { return std::exp(x); }
inline float exponential(float x) { return std::exp(x); }
inline double logarithm(double x) { return std::log(x); }
inline float logarithm(float x) { return std::log(x); }
inline double maximum(double a, double b) { return std::max(a, b); }
inline float maximum(float a, float b) { return std::max(a, b); }

// sum + a b, one multiply–add.
inline double accumulate(double sum, double a, double b) { return sum + a * b; }
inline float accumulate(float sum, float a, float b) { return sum + a * b; }

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

}  // namespace lookback
