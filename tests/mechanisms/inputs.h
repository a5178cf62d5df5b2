#pragma once

#include <vector>

#include "base/random.h"
#include "mechanisms/head_inputs.h"

namespace lookback::testing {

inline Matrix<double> random_matrix(int rows, int columns, Random& random, double magnitude = 1) {
  Matrix<double> result(rows, columns);
  for (double& element : result.elements()) {
    element = (random.unit() * 2 - 1) * magnitude;
  }
  return result;
}

inline HeadInputs<double> random_head(int tokens, int key_width, int value_width, std::uint64_t seed,
                                      double magnitude = 1) {
  Random random(seed);
  return {random_matrix(tokens, key_width, random, magnitude),
          random_matrix(tokens, key_width, random, magnitude),
          random_matrix(tokens, value_width, random),
          {}};
}

inline Mask random_bits(int tokens, std::uint64_t seed) {
  Random random(seed);
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (std::uint8_t& bit : bits.elements()) {
    bit = random.below(3) == 0 ? 0 : 1;
  }
  return Mask::bits(std::move(bits));
}

inline std::vector<Mask> masks(int tokens) {
  return {Mask::causal(),     Mask::none(),       Mask::diagonal(),      Mask::window(2, 0),
          Mask::window(1, 3), Mask::window(0, 0), random_bits(tokens, 7)};
}

inline void add(Matrix<double>& sum, const Matrix<double>& term) {
  for (std::size_t n = 0; n < sum.elements().size(); ++n) {
    sum.elements()[n] += term.elements()[n];
  }
}

inline double largest_difference(const Matrix<double>& a, const Matrix<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.elements().size(); ++i) {
    largest = std::max(largest, std::abs(a.elements()[i] - b.elements()[i]));
  }
  return largest;
}

}  // namespace lookback::testing
