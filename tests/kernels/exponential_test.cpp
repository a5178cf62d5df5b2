#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"
#include "kernels/kernels.h"

using namespace lookback;
using kernels::Kernels;
using kernels::runnable_kernels;

namespace {

double units_in_the_last_place(float is, double should) {
  const double unit = std::ldexp(1.0, std::ilogb(static_cast<float>(should)) - 23);
  return std::abs(is - should) / unit;
}

float exponential(const Kernels& kernels, float x) {
  float y = 0;
  kernels.exponential(&x, &y, 1);
  return y;
}

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE("the vector exponential is within 2 units in the last place") {
  std::vector<float> x;
  for (float at = -86.9F; at < 88.72F; at += 0.00171F) {
    x.push_back(at);
  }
  Random random(3);
  for (int i = 0; i < 20000; ++i) {
    x.push_back(static_cast<float>(random.unit() - 0.5));
  }
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    std::vector<float> y(x.size());
    each->exponential(x.data(), y.data(), static_cast<std::int64_t>(x.size()));
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      worst = std::max(worst, units_in_the_last_place(y[i], std::exp(double{x[i]})));
    }
    CHECK(worst < 2);
  }
}

TEST_CASE("the vector exponential at its ends") {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    CHECK(exponential(*each, 0) == 1);
    CHECK(exponential(*each, -0.0F) == 1);
    CHECK(std::bit_cast<std::uint32_t>(exponential(*each, -infinity)) == 0);
    CHECK(exponential(*each, -87) == 0);
    CHECK(exponential(*each, -1e30F) == 0);
    CHECK(exponential(*each, infinity) == infinity);
    CHECK(exponential(*each, 89) == infinity);
    CHECK(exponential(*each, 1e30F) == infinity);
    CHECK(std::isfinite(exponential(*each, 88.7F)));
    CHECK(std::isnan(exponential(*each, std::numeric_limits<float>::quiet_NaN())));
    CHECK(std::isnan(exponential(*each, std::bit_cast<float>(0x7FC00001U))));
  }
}

TEST_SUITE_END();
