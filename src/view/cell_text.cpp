#include "view/cell_text.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace lookback::view {

std::string cell_text(double value, int digits) {
  const double size = std::abs(value);
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "NaN" : (value < 0 ? "−∞" : "∞");
  }
  if (size < 9.995) {
    return fixed(value, digits);
  }
  if (size < 99.95) {
    return fixed(value, 1);
  }
  if (size < 9999.5) {
    return fixed(value, 0);
  }
  const int exponent = static_cast<int>(std::floor(std::log10(size) + 1e-9));
  return fixed(value / std::pow(10.0, exponent), 0) + "e" + std::to_string(exponent);
}

int digits_for(const Matrix<double>& matrix) {
  const bool tenths = std::ranges::all_of(matrix.elements(), [](double x) {
    return std::abs(x) >= 9.995 || std::abs(x * 10 - std::round(x * 10)) < 1e-9;
  });
  return tenths ? 1 : 2;
}

}  // namespace lookback::view
