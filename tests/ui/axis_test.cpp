#include "ui/widgets/axis.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace lookback;
using ui::Axis;

namespace {

std::vector<std::string> texts(const std::vector<ui::Tick>& ticks) {
  std::vector<std::string> all;
  for (const ui::Tick& tick : ticks) {
    all.push_back(tick.text);
  }
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("a linear axis has round ends around its numbers and 0") {
  const Axis axis = ui::axis_around(3, 17, false, false);
  CHECK(axis.low == 0);
  CHECK(axis.high == 20);
  CHECK(texts(ui::ticks_of(axis, 5)) == Texts{"0", "5", "10", "15", "20"});
  const Axis both = ui::axis_around(-0.3, 0.4, false, false);
  CHECK(both.low == doctest::Approx(-0.4));
  CHECK(texts(ui::ticks_of(both, 4)) == Texts{"−0.4", "−0.2", "0", "0.2", "0.4"});
  CHECK(texts(ui::ticks_of(ui::axis_around(0, 3e6, false, false), 3)) == Texts{"0", "10⁶", "2·10⁶", "3·10⁶"});
}

TEST_CASE("a log axis has whole decades, and more room where it is drawn into") {
  const Axis axis = ui::axis_around(30, 4e6, true, false);
  CHECK(axis.low == doctest::Approx(10));
  CHECK(axis.high == doctest::Approx(1e7));
  CHECK(texts(ui::ticks_of(axis, 8)) == Texts{"10", "100", "1000", "10\u202f000", "10⁵", "10⁶", "10⁷"});
  CHECK(texts(ui::ticks_of(axis, 3)) == Texts{"10", "10\u202f000", "10⁷"});
  CHECK(ui::axis_around(30, 4e6, true, true).high == doctest::Approx(1e8));
  CHECK(std::isnan(axis.part_of(0)));
  CHECK(axis.value_at(axis.part_of(777)) == doctest::Approx(777));
}

TEST_CASE("abscissas that are powers of two are ticks themselves") {
  const std::array<double, 5> xs = {64, 128, 256, 512, 1024};
  CHECK(texts(ui::ticks_of(ui::axis_along(xs, true), 5, xs)) == Texts{"64", "128", "256", "512", "1024"});
  CHECK(texts(ui::ticks_of(ui::axis_along(xs, true), 3, xs)) == Texts{"64", "256", "1024"});
}

TEST_CASE("nothing, one number, and no number make an axis all the same") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const bool log : {false, true}) {
    for (const Axis& axis : {ui::axis_around(infinity, -infinity, log, true),
                             ui::axis_around(0, 0, log, false), ui::axis_around(1e-30, 1e-30, log, false),
                             ui::axis_along({}, log), ui::axis_along(std::array{7.0}, log)}) {
      CHECK(axis.high > axis.low);
      CHECK(!ui::ticks_of(axis, 4).empty());
      CHECK(ui::ticks_of(axis, 4).size() < 20);
    }
  }
}

TEST_CASE("a drawn number has three digits") {
  CHECK(ui::rounded_to_three(123456) == 123000);
  CHECK(ui::rounded_to_three(0.0123456) == 0.0123);
  CHECK(ui::rounded_to_three(0) == 0);
}
