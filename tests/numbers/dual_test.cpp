#include "numbers/dual.h"

#include <doctest/doctest.h>

#include <limits>

#include "numbers/scalars.h"

using namespace lookback;

namespace {

// The derivative that the dual number gives, and the slope of the secant around it.
template <class F>
void check_slope(F f, double x) {
  constexpr double h = 1e-5;
  const double secant = (plain(f(Dual(x + h))) - plain(f(Dual(x - h)))) / (2 * h);
  CAPTURE(x);
  CHECK(f(Dual(x, 1)).derivative() == doctest::Approx(secant).epsilon(1e-8));
  CHECK(f(Dual(x)).derivative() == 0);
}

}  // namespace

TEST_CASE("a dual number's derivative is the slope of what it computes") {
  const Dual three(3);
  for (const double x : {-2.5, -0.3, 0.7, 4.0}) {
    check_slope([&](Dual a) { return a * a - three / a + -a; }, x);
    check_slope([&](Dual a) { return accumulate(three, a, a) * a; }, x);
    check_slope([](Dual a) { return exponential(a) / (Dual(1) + exponential(a)); }, x);
    check_slope([](Dual a) { return sigmoid(a); }, x);
    check_slope([](Dual a) { return logarithm(a * a); }, x);
    check_slope([](Dual a) { return square_root(a * a + Dual(1)); }, x);
    check_slope([](Dual a) { return hyperbolic_tangent(a); }, x);
    check_slope([](Dual a) { return elu_plus_one(a); }, x);
    check_slope([](Dual a) { return absolute(a) * maximum(a, Dual(0.5)) + minimum(a * a, Dual(1)); }, x);
  }
}

TEST_CASE("what does not depend on the input has derivative zero, also where slopes are infinite") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(square_root(Dual(0)).derivative() == 0);
  CHECK(logarithm(Dual(0)).derivative() == 0);
  CHECK(exponential(Dual(-infinity)) == Dual(0));
  CHECK((Dual(1) / Dual(0)).derivative() == 0);
  CHECK((Dual(0) * Dual(infinity)).derivative() == 0);
  CHECK(maximum(Dual(-infinity), Dual(2, 1)) == Dual(2, 1));
}

TEST_CASE("every operation that a definition may use exists") {
  static_assert(Transcendental<Dual>);
  static_assert(Transcendental<BFloat16>);
  static_assert(Scalar<Rational> && !Transcendental<Rational>);
}
