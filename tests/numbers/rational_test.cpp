#include "numbers/rational.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "numbers/scalars.h"

using namespace lookback;

TEST_CASE("fractions are exact, in lowest terms, and compare by value") {
  const Rational third = Rational(1) / Rational(3);
  CHECK(third + third + third == Rational(1));
  CHECK((third * Rational(6) / Rational(4)).text() == "1/2");
  CHECK((-third - third).text() == "-2/3");
  CHECK((Rational(2) / Rational(-4)).text() == "-1/2");
  CHECK(Rational(0.1) != Rational(1) / Rational(10));  // the double 0.1 is another number
  CHECK(plain(Rational(0.1)) == 0.1);
  CHECK(maximum(third, -third) == third);
  CHECK(minimum(third, -third) == -third);
  CHECK(absolute(-third) == third);
  CHECK(accumulate(third, third, Rational(2)) == Rational(1));
  Rational copy = third;
  copy = copy + Rational(1);
  CHECK(copy != third);
  copy = third;
  CHECK(copy == third);
}

TEST_CASE("fractions do not overflow: a hundred powers of a long fraction and back") {
  const Rational gamma(0.9);
  CHECK(powers(gamma, 3)[2] == gamma * gamma);
  CHECK(powers(Rational(0), 2)[0] == Rational(1));  // 0⁰ = 1
  Rational power(1);
  for (int n = 0; n < 100; ++n) {
    power = power * gamma;
  }
  CHECK(plain(power) == doctest::Approx(std::pow(0.9, 100)));
  for (int n = 0; n < 100; ++n) {
    power = power / gamma;
  }
  CHECK(power == Rational(1));
}

TEST_CASE("the nearest double of a fraction whose parts are beyond a double's range") {
  Rational huge(1);
  for (int n = 0; n < 20; ++n) {
    huge = huge * Rational(1e300);
  }
  CHECK(plain((huge * Rational(3)) / (huge * Rational(4))) == 0.75);
  CHECK(plain(Rational(1) / Rational(3)) == 1.0 / 3);
  CHECK(plain(Rational(-5e-324)) == -5e-324);
}

TEST_CASE("a logit of exact fractions: its exponential is exact, and sums are products") {
  using L = Logit<Rational>;
  const L two = logarithm(Rational(2));
  const L six = logarithm(Rational(6));
  const L hidden(-std::numeric_limits<double>::infinity());
  CHECK(exponential(six - two) == Rational(3));
  CHECK(exponential(six + two) == Rational(12));
  CHECK(maximum(hidden, two) == two);
  CHECK(exponential(hidden - two) == Rational(0));
  CHECK(exponential(L(0)) == Rational(1));
  CHECK(plain(two) == doctest::Approx(std::log(2)));
  CHECK(plain(hidden) == -std::numeric_limits<double>::infinity());
}
