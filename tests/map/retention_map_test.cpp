#include "base/random.h"
#include "map/map_case.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

map::Rule fading(double decay) { return {.mechanism = map::Mechanism::retention, .decay = decay}; }

void check_retention_outputs(const map::LongAttention& attention, double times) {
  REQUIRE(attention.done());
  const HeadOutputs<double> should = definition(attention);
  double largest = 0;
  double worst = 0;
  for (std::size_t n = 0; n < attention.output().size(); ++n) {
    const double is = double{attention.output()[n]};
    largest = std::max(largest, std::abs(should.output.elements()[n]));
    worst = std::isnan(is) ? 1e300 : std::max(worst, std::abs(is - should.output.elements()[n]));
  }
  CHECK(worst <= times * std::ldexp(largest, -18));
}

}  // namespace

TEST_CASE("map: retention's tiles hold the faded scores of its definition") {
  int turn = 0;
  for (const int tokens : {1, 2, 63, 64, 65, 255, 256, 257, 1000}) {
    constexpr double decays[] = {1, 0.97, 0.5};
    const map::LongAttention attention = done(random_spec(tokens, 5), fading(decays[turn++ % 3]));
    check_retention_outputs(attention, 1);
    const Matrix<double> scores = definition(attention).weights;
    for (int level = 0; level <= map::top_level(tokens); ++level) {
      const int last = map::tiles_across(tokens, level) - 1;
      for (const map::TilePlace& place : {map::TilePlace{level, last, 0}, map::TilePlace{level, last, last},
                                          map::TilePlace{level, 0, last}}) {
        for (const map::Pooling pooling : {map::Pooling::mean, map::Pooling::maximum}) {
          CAPTURE(tokens);
          CHECK(difference(attention, map::make_tile(attention, place, pooling), scores, 0) == "");
        }
      }
    }
  }
}

TEST_CASE("map: retention's edits give what the whole gives from scratch") {
  Random random(3);
  map::LongAttention attention = done(random_spec(300, 6), fading(0.98));
  for (int n = 0; n < 60; ++n) {
    std::vector<float> row;
    for (int c = 0; c < 6; ++c) {
      row.push_back(static_cast<float>(n == 31 ? 1e20 : random.unit() * 2 - 1));
    }
    const auto role = static_cast<map::Role>(n % 3);
    const int at = n >= 31 && n <= 34 ? 40 : random.below(300);
    const map::EditOutcome outcome = attention.apply({role, at, row});
    const std::int64_t rows = role == map::Role::queries ? at + 1 : 300 - at;
    CHECK(outcome.updating == map::Operations{rows * 12, 0});
    // The huge key's rounding is not left in rows when it goes.
    CHECK((outcome.rows_again == 300) == (n == 34));
    finish(attention);
    if (n % 5 == 0 || n == 34) {
      check_retention_outputs(attention, map::tolerated_error + 1);
    }
  }
}

TEST_CASE("map: retention is causal and fades") {
  const auto refused = [](const map::Rule& rule) {
    Expected<map::LongInputs> inputs = map::LongInputs::generated(random_spec(10, 2));
    const Expected<map::LongAttention> attention = map::LongAttention::of(std::move(*inputs), rule);
    return attention ? std::string() : attention.error().sentence;
  };
  map::Rule rule = fading(0.9);
  CHECK(refused(rule) == "");
  rule.mask = Mask::none();
  CHECK(refused(rule).find("its mask is causal") != std::string::npos);
  CHECK(refused(fading(0)) == "gamma is 0; it is above 0 and at most 1.");
  CHECK(refused(fading(1.5)).starts_with("gamma is 1.5"));
  const map::LongAttention attention = done(random_spec(50, 4), fading(0.9));
  const map::CellExplanation cell = map::explain(attention, 30, 10);
  CHECK(cell.power == doctest::Approx(std::pow(0.9, 20)).epsilon(1e-6));
  CHECK(cell.number == doctest::Approx(cell.dot / 2 * std::pow(0.9, 20)).epsilon(1e-6));
}
