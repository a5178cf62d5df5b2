#include "mechanisms/input_spec.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lookback;

TEST_CASE("random starts: around the start value, short to read, and they stay when the matrix grows") {
  InputSpec gates{.id = "gate", .rows = Size::tokens, .columns = Size::key_width, .start = Start::random};
  gates.start_value = 0.8;
  gates.start_spread = 0.2;
  const Matrix<double> small = start_matrix(gates, 5, 3, 2);
  const Matrix<double> large = start_matrix(gates, 64, 8, 2);
  CHECK(large.corner(5, 3) == small);
  double smallest = 1;
  double largest = 0;
  for (const double gate : large.elements()) {
    CHECK(gate == std::round(gate * 1000) / 1000);
    smallest = std::min(smallest, gate);
    largest = std::max(largest, gate);
  }
  CHECK(smallest == 0.6);
  CHECK(largest == 1);

  const InputSpec weights{
      .id = "w", .rows = Size::key_width, .columns = Size::key_width, .start = Start::random};
  const Matrix<double> square = start_matrix(weights, 1, 64, 1);
  for (const double weight : square.elements()) {
    CHECK(weight == std::round(weight * 10) / 10);
    CHECK(std::abs(weight) <= 1);
  }
}
