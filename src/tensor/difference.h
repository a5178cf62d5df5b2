#pragma once

#include <algorithm>
#include <cmath>

#include "tensor/matrix.h"

namespace lookback {

// max |a − b| over all places; not a number where either is not.
inline double greatest_difference(const Matrix<double>& a, const Matrix<double>& b) {
  LOOKBACK_ASSERT(a.rows() == b.rows() && a.columns() == b.columns());
  double greatest = 0;
  for (int r = 0; r < a.rows(); ++r) {
    for (int c = 0; c < a.columns(); ++c) {
      const double difference = a(r, c) == b(r, c) ? 0 : std::abs(a(r, c) - b(r, c));  // ∞ equals itself
      if (std::isnan(difference)) {
        return difference;
      }
      greatest = std::max(greatest, difference);
    }
  }
  return greatest;
}

// max |x|
inline double greatest_magnitude(const Matrix<double>& matrix) {
  double greatest = 0;
  for (const double x : matrix.elements()) {
    greatest = std::max(greatest, std::abs(x));
  }
  return greatest;
}

}  // namespace lookback
