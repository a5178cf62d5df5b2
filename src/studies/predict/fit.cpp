#include "studies/predict/fit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.h"

namespace lookback::predict {
namespace {

using Column = std::vector<double>;

double inner(const Column& u, const Column& v) {
  double sum = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    sum += u[i] * v[i];
  }
  return sum;
}

void subtract(Column& u, double factor, const Column& v) {
  for (std::size_t i = 0; i < u.size(); ++i) {
    u[i] -= factor * v[i];
  }
}

}  // namespace

Fit fit_quadratic(std::span<const double> xs, std::span<const double> ys) {
  constexpr int powers = 3;
  LOOKBACK_ASSERT(xs.size() == ys.size() && xs.size() >= powers);
  // In x / largest, so that the columns are of one size; each row divided by its y.
  const double largest = *std::ranges::max_element(xs);
  std::array<Column, powers> basis;
  Column target(ys.size(), 1.0);
  for (std::size_t i = 0; i < xs.size(); ++i) {
    double power = 1 / ys[i];
    for (Column& column : basis) {
      column.push_back(power);
      power *= xs[i] / largest;
    }
  }
  // Modified Gram–Schmidt: basis = Q R, then R coefficients = Qᵀ target.
  std::array<std::array<double, powers>, powers> r = {};
  std::array<double, powers> along = {};
  for (std::size_t k = 0; k < powers; ++k) {
    r[k][k] = std::sqrt(inner(basis[k], basis[k]));
    LOOKBACK_ASSERT(r[k][k] > 0);
    for (double& element : basis[k]) {
      element /= r[k][k];
    }
    for (std::size_t later = k + 1; later < powers; ++later) {
      r[k][later] = inner(basis[k], basis[later]);
      subtract(basis[later], r[k][later], basis[k]);
    }
    along[k] = inner(basis[k], target);
    subtract(target, along[k], basis[k]);
  }
  std::array<double, powers> coefficients = {};
  for (std::size_t k = powers; k-- > 0;) {
    coefficients[k] = along[k];
    for (std::size_t later = k + 1; later < powers; ++later) {
      coefficients[k] -= r[k][later] * coefficients[later];
    }
    coefficients[k] /= r[k][k];
  }
  return {coefficients[2] / (largest * largest), coefficients[1] / largest, coefficients[0], target};
}

}  // namespace lookback::predict
