#include "mechanisms/luong_attention/luong_attention.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "cost/cost.h"
#include "experiment/generation.h"
#include "mechanisms/inputs.h"
#include "mechanisms/luong_attention/mechanism.h"

using namespace lookback;
using namespace lookback::testing;
namespace luong = lookback::luong_attention;

namespace {

luong::Weights<double> random_luong_weights(int width, std::uint64_t seed) {
  Random random(seed);
  const auto square = [&] { return random_matrix(width, width, random); };
  const auto row = [&] { return random_matrix(1, width, random); };
  return {square(), {square(), square(), row()}, square(), row()};
}

// A query of ones predicts the position n · sigmoid(x).
struct Predicted {
  HeadInputs<double> inputs;
  luong::Weights<double> weights;
};
Predicted predicting(double x, int keys) {
  Predicted result = {random_head(keys, 1, 2, 3), {}};
  result.inputs.q = Matrix<double>(1, 1, 1);
  result.weights.w_p = {{1}};
  result.weights.v_p = {{x / std::tanh(1.0)}};
  return result;
}

double sum_of(std::span<const double> row) {
  double sum = 0;
  for (const double x : row) {
    sum += x;
  }
  return sum;
}

}  // namespace

TEST_CASE("concat is additive attention with its matrix split in two, to the last bit") {
  const HeadInputs<double> inputs = random_head(7, 3, 2, 1);
  const luong::Weights<double> weights = random_luong_weights(3, 2);
  for (const Mask& mask : masks(7)) {
    const HeadOutputs<double> concat =
        luong::materialised<double>(inputs, weights, mask, {.score = luong::Score::concat, .sigma = {}}, {});
    const HeadOutputs<double> additive =
        additive_attention::projected_once<double>(inputs, weights.concat, mask, {});
    CHECK(concat.scores == additive.scores);
    CHECK(concat.output == additive.output);
  }
}

TEST_CASE("general with the identity is dot; a W_a that is not symmetric multiplies the query") {
  const HeadInputs<double> inputs = {{{1, 2}}, {{3, 5}}, {{1}}, {}};
  luong::Weights<double> weights;
  weights.w_a = {{1, 0}, {0, 1}};
  const auto score = [&] {
    return luong::materialised<double>(inputs, weights, Mask::none(),
                                       {.score = luong::Score::general, .sigma = {}}, {})
        .scores(0, 0);
  };
  CHECK(score() == 13);
  weights.w_a = {{0, 1}, {0, 0}};  // W_a h_t = (2, 0)
  CHECK(score() == 6);
}

TEST_CASE("scores far below zero keep weights that sum to one, hidden zeros notwithstanding") {
  const HeadInputs<double> inputs = {{{1000}}, {{-1}, {-1.001}, {0}}, {{1}, {2}, {3}}, {}};
  const HeadOutputs<double> result =
      luong::materialised<double>(inputs, {}, Mask::bits({{1, 1, 0}}), {.sigma = {}}, {});
  CHECK(sum_of(result.weights.row(0)) == doctest::Approx(1));
  CHECK(result.weights(0, 2) == 0);
}

TEST_CASE("local-m stays at the last key when there are more queries than keys") {
  HeadInputs<double> inputs = random_head(4, 2, 2, 5);
  inputs.q = random_head(9, 2, 2, 6).q;
  const luong::Options options = {.locality = luong::Locality::local_m, .half_width = 1, .sigma = {}};
  const Matrix<double> p = luong::centres<double>(inputs, {}, options);
  const HeadOutputs<double> result = luong::materialised<double>(inputs, {}, Mask::none(), options, {});
  for (int t = 0; t < 9; ++t) {
    CHECK(p(t, 0) == std::min(t, 3));
    for (int s = 0; s < 4; ++s) {
      CHECK((result.weights(t, s) > 0) == (std::abs(s - std::min(t, 3)) <= 1));
    }
    CHECK(sum_of(result.weights.row(t)) == doctest::Approx(1));
  }
}

TEST_CASE("local-p: the window stands around the floored centre, the Gaussian around the centre itself") {
  for (const double x : {-9.0, -0.5, 0.3, 1.7, 9.0}) {
    const auto [inputs, weights] = predicting(x, 8);
    const luong::Options options = {.locality = luong::Locality::local_p, .half_width = 2, .sigma = {}};
    const double p = luong::centres(inputs, weights, options)(0, 0);
    CHECK(p == doctest::Approx(8 / (1 + std::exp(-x))));
    const HeadOutputs<double> local = luong::materialised<double>(inputs, weights, Mask::none(), options, {});
    luong::Options whole = options;
    whole.sigma = 1e9;  // so wide that it is 1 everywhere
    const HeadOutputs<double> flat = luong::materialised<double>(inputs, weights, Mask::none(), whole, {});
    CHECK(sum_of(flat.weights.row(0)) == doctest::Approx(1));
    CHECK(sum_of(local.weights.row(0)) < 1);
    for (int s = 0; s < 8; ++s) {
      const bool inside = s >= std::floor(p) - 2 && s <= std::floor(p) + 2;
      CHECK((flat.weights(0, s) > 0) == inside);
      CHECK(local.weights(0, s) ==
            doctest::Approx(flat.weights(0, s) * std::exp(-(s - p) * (s - p) / 2)));  // σ = D/2 = 1
    }
  }
}

TEST_CASE("what local-p and dot cost is what the formulas say") {
  constexpr int queries = 9;
  constexpr int keys = 7;
  constexpr std::int64_t d = 4;
  HeadInputs<double> inputs = random_head(keys, d, d, 5);
  inputs.q = random_head(queries, d, d, 6).q;
  const luong::Weights<double> weights = random_luong_weights(d, 7);
  const auto run = [&](const luong::Options& options) {
    Cost cost;
    const auto to = [&cost](double x) { return Counted(x, &cost); };
    const luong::Weights<Counted> counting = {
        weights.w_a.map<Counted>(to), {}, weights.w_p.map<Counted>(to), weights.v_p.map<Counted>(to)};
    luong::materialised<Counted>(counted(inputs, cost), counting, Mask::none(), options, {&cost});
    return cost;
  };
  const Cost dot = run({.sigma = {}});
  CHECK(dot.mac == queries * keys * 2 * d);
  CHECK(dot.mul == dot.mac);
  CHECK(dot.add == dot.mac + 2 * queries * keys);

  const luong::Options local = {.locality = luong::Locality::local_p, .half_width = 2, .sigma = {}};
  const Cost cost = run(local);
  const std::int64_t pairs = cost.score_dot_products;
  CHECK(pairs > 0);
  CHECK(pairs < queries * keys);
  CHECK(cost.mac == queries * (d * d + d) + 2 * pairs * d);
  CHECK(cost.mul == cost.mac + queries + 3 * pairs);
  CHECK(cost.add == cost.mac + queries + 3 * pairs);
  CHECK(cost.exp == queries + 2 * pairs);
  CHECK(cost.div == queries + pairs);
  CHECK(cost.cmp == pairs);
  CHECK(cost.tanh == queries * d);
}

TEST_CASE("a generation under local-m holds its window and no more; local-p keeps nothing and says why") {
  Experiment experiment = start_experiment();
  experiment.mechanism = "luong_attention";
  experiment.form = "materialised";
  experiment.tokens.assign(12, "t");
  experiment.inputs = random_head(12, 4, 3, 1);
  experiment.parameters = {{"locality", 1}, {"half_width", 2}};
  const Generation local_m = generate(experiment);
  REQUIRE(local_m.cached);
  CHECK(local_m.run[1].state_held == 2 * 7);
  CHECK(local_m.run.back().state_held == 3 * 7);  // D + 1 keys and values

  experiment.parameters["locality"] = 2;
  const Generation local_p = generate(experiment);
  CHECK(!local_p.cached);
  CHECK(local_p.note.find("windows of all rows") != std::string::npos);
}

TEST_CASE("under local-p the counts depend on the numbers, and the closed form follows them") {
  Experiment experiment = start_experiment();
  experiment.mechanism = "luong_attention";
  experiment.form = "materialised";
  experiment.parameters = {{"locality", 2}};
  std::set<std::int64_t> pairs;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    experiment.tokens.assign(9, "t");
    experiment.inputs = random_head(9, 4, 3, seed, 3);
    const Generation generation = generate(experiment);
    const Cost counted = run_cost(generation.run, 9);
    CHECK(counted == run_closed_form(experiment, 9));
    CHECK(run_cost(generation.bidirectional, 9) == closed_form(experiment, "bidirectional", 9));
    pairs.insert(counted.score_dot_products);
  }
  CHECK(pairs.size() > 1);
  Experiment other = experiment;
  CHECK(same_cost(experiment, other));
  other.inputs.q(0, 0) += 1;
  CHECK(!same_cost(experiment, other));
  other.parameters["locality"] = experiment.parameters["locality"] = 1;
  CHECK(same_cost(experiment, other));
}
