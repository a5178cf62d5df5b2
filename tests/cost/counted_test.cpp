#include "numbers/counted.h"

#include <doctest/doctest.h>

#include <vector>

#include "cost/cost.h"
#include "numbers/operations.h"

using namespace lookback;

TEST_CASE("a counted number counts what is done with it, and a constant takes its operand's cost") {
  Cost cost;
  const Counted a(3, &cost);
  const Counted b(4, &cost);
  CHECK((a * b).value() == 12);
  CHECK((Counted(2) * a).value() == 6);
  CHECK((a - Counted(1)).value() == 2);
  CHECK((-a).value() == -3);
  CHECK(maximum(a, b).value() == 4);
  CHECK(exponential(a - a).value() == 1);
  CHECK(logarithm(Counted(1, &cost)).value() == 0);
  CHECK((b / a).value() == doctest::Approx(4.0 / 3));
  CHECK(cost.mul == 2);
  CHECK(cost.add == 2);
  CHECK(cost.cmp == 1);
  CHECK(cost.exp == 1);
  CHECK(cost.log == 1);
  CHECK(cost.div == 1);
  CHECK(cost.mac == 0);
}

TEST_CASE("a dot product of length n is n mul, n add, n mac") {
  Cost cost;
  const std::vector<Counted> a(7, Counted(2, &cost));
  const std::vector<Counted> b(7, Counted(3, &cost));
  CHECK(dot<Counted>(a, b).value() == 42);
  CHECK(cost.mul == 7);
  CHECK(cost.add == 7);
  CHECK(cost.mac == 7);
}

TEST_CASE("a run adds work up, keeps the largest scratch and the latest cache") {
  Cost first;
  first.mac = 5;
  first.scores_held = 9;
  first.state_held = 8;
  Cost second;
  second.mac = 2;
  second.scores_held = 4;
  second.state_held = 16;
  const Cost run = first + second;
  CHECK(run.mac == 7);
  CHECK(run.scores_held == 9);
  CHECK(run.state_held == 16);
}
