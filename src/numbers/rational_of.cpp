#include "numbers/rational_of.h"

#include <cmath>

namespace lookback {

// Continued fractions give the best approximations in turn.
Rational simplest_fraction(double x) {
  constexpr double largest_denominator = 1e6;
  double p = 1;
  double q = 0;
  double p_before = 0;
  double q_before = 1;
  double rest = x;
  while (std::abs(p) < 1e15) {
    const double whole = std::floor(rest);
    const double p_next = whole * p + p_before;
    const double q_next = whole * q + q_before;
    p_before = p;
    q_before = q;
    p = p_next;
    q = q_next;
    if (q > largest_denominator) {
      break;
    }
    if (p / q == x) {
      return Rational(p) / Rational(q);
    }
    rest = 1 / (rest - whole);
  }
  return Rational(x);
}

}  // namespace lookback
