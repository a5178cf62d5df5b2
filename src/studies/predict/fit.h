#pragma once

#include <span>
#include <vector>

namespace lookback::predict {

// y ≈ a x² + b x + c
struct Fit {
  double a = 0;
  double b = 0;
  double c = 0;
  std::vector<double> residuals;  // (y − fit) / y

  double operator()(double x) const { return (a * x + b) * x + c; }
};

// Least squares of the relative residuals, so that short lengths count as much as long ones. All ys must be
// other than zero, and there must be at least three different xs.
Fit fit_quadratic(std::span<const double> xs, std::span<const double> ys);

}  // namespace lookback::predict
