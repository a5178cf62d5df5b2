#include "numbers/bfloat16.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "numbers/operations.h"

using namespace lookback;

namespace {

// The neighbour nearest to x, ties to the even fraction: from the definition, without touching bits.
double nearest_by_definition(double x) {
  int exponent = 0;
  std::frexp(x, &exponent);
  const double spacing = std::ldexp(1.0, std::max(exponent - 8, -133));
  const double below = std::floor(x / spacing);
  const double rest = x / spacing - below;
  const bool up = rest > 0.5 || (rest == 0.5 && std::fmod(below, 2) != 0);
  return (below + (up ? 1 : 0)) * spacing;
}

}  // namespace

TEST_CASE("bfloat16 rounds to the nearest of eight significant bits, ties to even") {
  CHECK(plain(BFloat16(1 + 0x1p-8)) == 1);                     // halfway between 1 and 1 + 2^-7
  CHECK(plain(BFloat16(1 + 3 * 0x1p-8)) == 1.015625);          // halfway, the even one is above
  CHECK(plain(BFloat16(1 + 0x1p-8 + 0x1p-40)) == 1 + 0x1p-7);  // a float in between would round twice
  CHECK(plain(BFloat16(256) + BFloat16(1)) == 256);
  CHECK(plain(BFloat16(0.1)) == 0.10009765625);
  Random random(3);
  for (int n = 0; n < 20000; ++n) {
    const double x = (random.unit() * 2 - 1) * std::ldexp(1.0, random.below(290) - 150);
    CAPTURE(x);
    const double expected = nearest_by_definition(x);
    REQUIRE(plain(BFloat16(x)) == (std::abs(expected) < 0x1p128 ? expected : std::copysign(HUGE_VAL, x)));
  }
}

TEST_CASE("bfloat16 has float's range, zeros and infinities") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(plain(BFloat16(3.3895313892515355e38)) == 3.3895313892515355e38);  // the largest
  CHECK(plain(BFloat16(3.4e38)) == infinity);
  CHECK(plain(BFloat16(-1e300)) == -infinity);
  CHECK(plain(BFloat16(0x1p-133)) == 0x1p-133);  // the smallest
  CHECK(plain(BFloat16(0x1p-134)) == 0);
  CHECK(plain(exponential(BFloat16(-infinity))) == 0);
  CHECK(std::isnan(plain(BFloat16(infinity) - BFloat16(infinity))));
}

TEST_CASE("a multiply-add of bfloat16 rounds twice, and a long sum stalls") {
  const BFloat16 a(1 + 0x1p-7);
  CHECK(plain(a * a) == 1 + 0x1p-6);  // 1 + 2^-6 + 2^-14
  CHECK(plain(accumulate(BFloat16(-1), a, a)) == 0x1p-6);
  BFloat16 sum(0);
  for (int n = 0; n < 1000; ++n) {
    sum = sum + BFloat16(1);
  }
  CHECK(plain(sum) == 256);
}
