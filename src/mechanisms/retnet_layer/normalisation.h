#pragma once

#include <cstdint>
#include <span>

#include "numbers/scalars.h"

// What stands between the heads of a retention layer and its output projection.
namespace lookback::retnet_layer {

// y / √(mean(y²) + ε), in place: the released code. d numbers cost 2d + 1 mul, d + 1 add, one √ and one div.
template <Transcendental T>
void rms_norm(std::span<T> y, double epsilon) {
  const T sum = dot<T>(y, y);
  const T mean = sum * T(1.0 / static_cast<double>(y.size()));
  const T root = square_root(mean + T(epsilon));
  const T inverse = T(1) / root;
  const T factor = plain(root) == 0 ? root : inverse;  // zeros stay zeros
  for (T& element : y) {
    element = element * factor;
  }
}

// (y − mean(y)) / √(var(y) + ε), in place: the paper's GroupNorm, a group a head (Sun et al. 2023, eq. 8).
// What is left after subtracting the mean has an RMS norm.
template <Transcendental T>
void group_norm(std::span<T> y, double epsilon) {
  T sum(0);
  for (const T& element : y) {
    sum = sum + element;
  }
  const T mean = sum * T(1.0 / static_cast<double>(y.size()));
  for (T& element : y) {
    element = element - mean;
  }
  rms_norm<T>(y, epsilon);
}

// swish(g) = g · sigmoid(g), in place. d numbers cost d each of mul, add, exp and div.
template <Transcendental T>
void swish(std::span<T> gate) {
  for (T& g : gate) {
    g = g * sigmoid(g);
  }
}

}  // namespace lookback::retnet_layer
