#include <doctest/doctest.h>

#include <cmath>

#include "mechanisms/inputs.h"
#include "mechanisms/retention/decay.h"
#include "numbers/rational_of.h"
#include "studies/three_forms/sheet.h"

using namespace lookback;
using namespace lookback::testing;
namespace three = lookback::three_forms;
using three::NumberSystem;
using three::ScaleOn;
using three::Setup;

namespace {

// Whole numbers from −3 to 3.
HeadInputs<double> whole_numbers(int tokens, int key_width, int value_width, Random& random) {
  HeadInputs<double> inputs = {Matrix<double>(tokens, key_width),
                               Matrix<double>(tokens, key_width),
                               Matrix<double>(tokens, value_width),
                               {}};
  for (Matrix<double>* matrix : {&inputs.q, &inputs.k, &inputs.v}) {
    for (double& number : matrix->elements()) {
      number = random.below(7) - 3;
    }
  }
  return inputs;
}

Setup with_decay(double gamma, int chunk_size) { return {{{"gamma", gamma}}, chunk_size, {}, {}, {}, {}}; }

// As the released code does it.
Setup as_released(int chunk_size, std::optional<double> epsilon) {
  Setup setup = with_decay(retention::decay_of_head(0), chunk_size);
  setup.scale_on = ScaleOn::keys;
  setup.normalisations = {.decay_root = true, .row_clamp = true, .state_root = true};
  setup.norm_epsilon = epsilon;
  return setup;
}

bool all_equal(const three::Comparison& comparison) {
  return std::ranges::all_of(comparison.pairs, &three::Difference::equal);
}

double most(const three::Comparison& comparison) {
  return std::ranges::max(comparison.pairs, {}, &three::Difference::most).most;
}

}  // namespace

TEST_CASE("three forms: exactly equal in fractions, 200 random cases with chunks that do not divide") {
  Random random(1);
  int cases = 0;
  while (cases < 200) {
    const int tokens = 2 + random.below(11);
    const int chunk_size = 2 + random.below(tokens);
    if (tokens % chunk_size == 0) {
      continue;
    }
    ++cases;
    const HeadInputs<double> inputs = whole_numbers(tokens, 1 + random.below(4), 1 + random.below(4), random);
    const Setup setup = with_decay(random.below(17) / 16.0, chunk_size);
    const three::Comparison comparison = three::compare(inputs, setup, NumberSystem::exact);
    CAPTURE(tokens);
    CAPTURE(chunk_size);
    CHECK(all_equal(comparison));
    CHECK(comparison.pairs[1].exact == "0");
    CHECK(comparison.forms[0].exact == comparison.forms[2].exact);
  }
}

TEST_CASE("three forms: each slip breaks the chunkwise form, and that one alone") {
  Random random(2);
  for (int trial = 0; trial < 200; ++trial) {
    const int tokens = 4 + random.below(9);
    const int chunk_size = 2 + random.below(tokens - 3);  // more than one chunk
    HeadInputs<double> inputs = whole_numbers(tokens, 2, 2, random);
    for (Matrix<double>* matrix : {&inputs.q, &inputs.k, &inputs.v}) {
      for (double& number : matrix->elements()) {
        number = std::abs(number) + 1;  // so that nothing cancels
      }
    }
    Setup setup = with_decay((1 + random.below(15)) / 16.0, chunk_size);
    for (const three::Slips slips :
         {three::Slips{true, false}, three::Slips{false, true}, three::Slips{true, true}}) {
      setup.slips = slips;
      const three::Comparison comparison = three::compare(inputs, setup, NumberSystem::exact);
      CHECK(comparison.pairs[0].equal);
      CHECK_FALSE(comparison.pairs[1].equal);
      CHECK_FALSE(comparison.pairs[2].equal);
      CHECK(comparison.forms[2].differs(tokens - 1, 0) == 1);
      CHECK(three::finding(comparison, NumberSystem::exact, setup, inputs)
                .starts_with("Chunkwise differs from the others by up to "));
    }
  }
}

TEST_CASE("three forms: numbers by hand, 1 and 2 and 4 that fade by half") {
  // o = 1, 2 + 1/2, 4 + 2/2 + 1/4.
  const three::Comparison comparison = three::compare({{{1}, {1}, {1}}, {{1}, {1}, {1}}, {{1}, {2}, {4}}, {}},
                                                      with_decay(0.5, 2), NumberSystem::exact);
  for (const three::FormOutput& form : comparison.forms) {
    CHECK(form.exact == std::vector<std::string>{"1", "5/2", "21/4"});
  }
  Setup slipped = with_decay(0.5, 2);
  slipped.slips.zeta_missing = true;  // the state after two tokens: 1 + 2, not 1/2 + 2
  const three::Comparison without =
      three::compare({{{1}, {1}, {1}}, {{1}, {1}, {1}}, {{1}, {2}, {4}}, {}}, slipped, NumberSystem::exact);
  CHECK(without.forms[2].exact == std::vector<std::string>{"1", "5/2", "11/2"});
  slipped.slips = {.zeta_missing = false, .later_state = true};  // 1 + (5/2)/2, 5/2 + (5/2)/4; 4 + (21/4)/2
  const three::Comparison later =
      three::compare({{{1}, {1}, {1}}, {{1}, {1}, {1}}, {{1}, {2}, {4}}, {}}, slipped, NumberSystem::exact);
  CHECK(later.forms[2].exact == std::vector<std::string>{"9/4", "25/8", "53/8"});
}

TEST_CASE("three forms: float and bfloat16 differ, by no more than their rounding can make") {
  Random random(3);
  int unequal = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const int tokens = 1 + random.below(17);
    const HeadInputs<double> inputs = {random_matrix(tokens, 4, random),
                                       random_matrix(tokens, 4, random),
                                       random_matrix(tokens, 3, random),
                                       {}};
    const Setup setup = with_decay(random.unit(), 1 + random.below(tokens + 2));
    HeadInputs<double> sizes = inputs;
    for (Matrix<double>* matrix : {&sizes.q, &sizes.k, &sizes.v}) {
      for (double& number : matrix->elements()) {
        number = std::abs(number) * 1.01;  // rounded inputs may be that much larger
      }
    }
    const three::Comparison all = three::compare(sizes, setup, NumberSystem::as_double);
    const double largest_sum = std::ranges::max(all.forms[0].values.elements());
    // Every operation on the way to an output rounds by u of its result: the two dot products, the sum, and
    // the decays, which a state takes one by one (Higham 2002, section 3.1).
    const double operations = 4 + 3 * tokens + 8;
    for (const auto& [system, u] :
         {std::pair{NumberSystem::as_float, 0x1p-24}, std::pair{NumberSystem::as_bfloat16, 0x1p-8},
          std::pair{NumberSystem::as_double, 0x1p-53}}) {
      if (operations * u >= 0.5) {
        continue;
      }
      const three::Comparison comparison = three::compare(inputs, setup, system);
      CHECK(most(comparison) <= 2 * operations * u / (1 - operations * u) * largest_sum);
      unequal += system == NumberSystem::as_bfloat16 && !all_equal(comparison) ? 1 : 0;
    }
  }
  CHECK(unequal > 30);
}

TEST_CASE("three forms: a fraction is the simplest one that is the same double") {
  CHECK(simplest_fraction(0.1).text() == "1/10");
  CHECK(simplest_fraction(2.0 / 3).text() == "2/3");
  CHECK(simplest_fraction(-2).text() == "-2");
}

TEST_CASE("three forms: with every normalisation they are the released layer's, number by number") {
  namespace official = lookback::retnet_layer;
  Random random(4);
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const int chunk_size : {1, 2, 3, 4, 64}) {
      const HeadInputs<double> rows = {random_matrix(tokens, 4, random, 3),
                                       random_matrix(tokens, 4, random, 3),
                                       random_matrix(tokens, 3, random),
                                       {}};
      const Setup setup = as_released(chunk_size, std::nullopt);
      const double gamma = retention::decay_of_head(0);
      Setup unscaled = setup;
      unscaled.scale_on = ScaleOn::neither;
      const three::Comparison got = three::compare(rows, unscaled, NumberSystem::as_double);
      CHECK(got.forms[0].values == official::parallel<double>(rows, gamma, {}).output);
      DecodeState<double> state = zero_state<double>(4, 3, {});
      CHECK(got.forms[2].values == official::chunkwise<double>(state, 0, rows, chunk_size, gamma, {}));
      DecodeState<double> steps = zero_state<double>(4, 3, {});
      double decay_sum = 0;
      Matrix<double> recurrent(tokens, 3);
      for (int t = 0; t < tokens; ++t) {
        official::step<double>(steps.update(0), decay_sum,
                               {rows.q.slice(t, 1), rows.k.slice(t, 1), rows.v.slice(t, 1), {}}, gamma,
                               recurrent.row(t));
      }
      CHECK(got.forms[1].values == recurrent);
    }
  }
}

TEST_CASE("three forms: with every normalisation equal after the norm alone, and with ε = 0 alone") {
  Random random(5);
  for (int trial = 0; trial < 50; ++trial) {
    const int tokens = 5 + random.below(12);
    const int chunk_size = 2 + random.below(3);
    const HeadInputs<double> inputs = {random_matrix(tokens, 4, random),
                                       random_matrix(tokens, 4, random),
                                       random_matrix(tokens, 3, random),
                                       {}};
    const auto apart = [&](std::optional<double> epsilon) {
      return most(three::compare(inputs, as_released(chunk_size, epsilon), NumberSystem::as_double));
    };
    CHECK(apart(0) <= 1e-9);
    CHECK(apart(1e-6) > 1e-8);
    CHECK(apart(std::nullopt) > 1e-3);
    const Setup normed = as_released(chunk_size, 0);
    CHECK(three::finding(three::compare(inputs, normed, NumberSystem::as_double), NumberSystem::as_double,
                         normed, inputs)
              .contains("that is rounding"));
    // The root of the row sums mends parallel and recurrent; the chunk counts from its own start.
    Setup roots = as_released(chunk_size, std::nullopt);
    roots.normalisations.row_clamp = false;
    const three::Comparison two = three::compare(inputs, roots, NumberSystem::as_double);
    CHECK(two.pairs[0].most <= 1e-12);
    CHECK(two.pairs[1].most > 1e-4);
    // Alone it breaks them.
    roots.normalisations.state_root = false;
    CHECK(three::compare(inputs, roots, NumberSystem::as_double).pairs[0].most > 1e-4);
    // The clamp is another number in every form that has it.
    Setup clamped = with_decay(0.9, chunk_size);
    clamped.normalisations.row_clamp = true;
    HeadInputs<double> large = inputs;
    multiply_row<double>(large.q.elements(), 10);
    CHECK(three::compare(large, clamped, NumberSystem::as_double).pairs[0].most > 1e-3);
    // Scaling is the same for all forms.
    for (const ScaleOn on : {ScaleOn::queries, ScaleOn::keys}) {
      Setup scaled = with_decay(0.9, chunk_size);
      scaled.scale_on = on;
      CHECK(most(three::compare(inputs, scaled, NumberSystem::as_double)) <= 1e-14);
    }
  }
}

TEST_CASE("three forms: 41 984, 32 768 and 66 560 multiply–adds for 64 tokens of width 16") {
  Random random(6);
  const HeadInputs<double> inputs = whole_numbers(64, 16, 16, random);
  const three::Comparison comparison = three::compare(inputs, with_decay(0.5, 8), NumberSystem::as_double);
  CHECK(comparison.costs[0].mac == 66560);
  CHECK(comparison.costs[1].mac == 32768);
  CHECK(comparison.costs[2].mac == 41984);
  CHECK(comparison.costs[0].sequential_depth == 1);
  CHECK(comparison.costs[1].sequential_depth == 64);
  CHECK(comparison.costs[2].sequential_depth == 8);
}
