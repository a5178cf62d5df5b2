#include "mechanisms/retnet_layer/retnet_layer.h"

#include <doctest/doctest.h>

#include "mechanisms/counting.h"
#include "mechanisms/inputs.h"
#include "mechanisms/recurrences.h"
#include "mechanisms/retnet_layer/mechanism.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const Mechanism& retnet = retnet_layer::mechanism;

// X and weights as random as the queries and keys of other mechanisms.
HeadInputs<double> layer_inputs(int tokens, int key_width, int value_width, std::uint64_t seed) {
  Random random(seed);
  HeadInputs<double> inputs = random_head(tokens, key_width, value_width, seed);
  for (const InputSpec& spec : retnet.inputs) {
    const Matrix<double> start = start_matrix(spec, tokens, key_width, value_width);
    inputs.more.push_back(random_matrix(start.rows(), start.columns(), random));
  }
  return inputs;
}

}  // namespace

TEST_CASE("RetNet layer: without ε the forms agree to rounding, with it they do not") {
  const HeadInputs<double> inputs = layer_inputs(11, 8, 6, 4);
  for (const double norm : {0.0, 1.0}) {
    for (const char* form : {"recurrent", "chunkwise"}) {
      const auto apart = [&](double epsilon) {
        const Parameters parameters = {{"norm", norm}, {"eps", epsilon}, {"chunk", 4}};
        return largest_difference(run(retnet, form, inputs, parameters),
                                  run(retnet, "parallel", inputs, parameters));
      };
      CHECK(apart(0) < 1e-12);
      CHECK(apart(1e-6) > 1e-9);
      CHECK(apart(1e-6) < 1e-3);
    }
  }
}

TEST_CASE("RetNet layer: each form divides plain retention by one positive factor a row") {
  const HeadInputs<double> inputs = layer_inputs(9, 4, 6, 4);
  const Trace trace = retnet.trace(inputs, Mask::causal(), {{"head", 1}, {"chunk", 3}});
  const auto table = [&trace](std::string_view id) {
    return std::ranges::find(trace.more, id, &TracedMatrix::id)->values;
  };
  const Matrix<double> factors = table("row_factors");
  const double gamma = 63.0 / 64;
  double c = 0;
  for (int t = 0; t < 9; ++t) {
    c = gamma * c + 1;
    CHECK(factors(t, 1) == doctest::Approx(std::sqrt(c)).epsilon(1e-12));
    CHECK(factors(t, 0) >= factors(t, 1) * (1 - 1e-12));  // r ≥ 1
    CHECK(factors(t, 2) > 0);
  }
  // A first chunk meets no state: there the chunkwise form is the parallel one.
  for (int t = 0; t < 3; ++t) {
    CHECK(factors(t, 2) == doctest::Approx(factors(t, 0)).epsilon(1e-12));
  }
  CHECK(largest_difference(trace.output, run(retnet, "parallel", inputs, {})) < 1e-14);
}

TEST_CASE("RetNet layer: group norm and RMS norm are different functions") {
  Matrix<double> y = {{1, 2, 3, 6}};
  Matrix<double> z = y;
  retnet_layer::rms_norm<double>(y.row(0), 0);
  retnet_layer::group_norm<double>(z.row(0), 0);
  CHECK(y(0, 3) == doctest::Approx(6 / std::sqrt(12.5)));
  CHECK(z(0, 3) == doctest::Approx(3 / std::sqrt(3.5)));
  CHECK(z(0, 0) == doctest::Approx(-2 / std::sqrt(3.5)));
  Matrix<double> zeros(1, 3);
  retnet_layer::rms_norm<double>(zeros.row(0), 0);
  CHECK(zeros == Matrix<double>(1, 3));
}

TEST_CASE("RetNet layer: counts equal the closed forms, projections, norms and gates included") {
  for (const int tokens : {1, 2, 3, 5, 9}) {
    for (const auto& [key_width, value_width, heads] :
         {std::array{4, 4, 2}, std::array{8, 12, 4}, std::array{6, 5, 1}, std::array{2, 3, 1}}) {
      for (const double norm : {0.0, 1.0}) {
        for (const double chunk : {1.0, 2.0, 4.0, 64.0}) {
          check_closed_forms(retnet, layer_inputs(tokens, key_width, value_width, 3), Mask::causal(),
                             {{"heads", heads}, {"norm", norm}, {"chunk", chunk}});
        }
      }
    }
  }
}

TEST_CASE("RetNet layer: it says which widths, heads and masks it needs") {
  const auto refusal_of = [](const Mask& mask, int key_width, int value_width, const Parameters& parameters) {
    return refusal(retnet, {mask, 5, key_width, value_width, parameters});
  };
  CHECK(!refusal_of(Mask::causal(), 4, 4, {}));
  CHECK(refusal_of(Mask::none(), 4, 4, {}));
  CHECK(refusal_of(Mask::causal(), 6, 4, {}));             // three channels a head
  CHECK(refusal_of(Mask::causal(), 4, 5, {}));             // values that two heads cannot share
  CHECK(refusal_of(Mask::causal(), 4, 4, {{"head", 2}}));  // no such head
  CHECK(refusal_of(Mask::causal(), 4, 2, {{"norm", 1}}));  // nothing left of a single number
  CHECK(!refusal_of(Mask::causal(), 4, 2, {{"norm", 0}}));
}

TEST_CASE("RetNet layer: every traced cell, projection and output says how it comes about") {
  const HeadInputs<double> inputs = layer_inputs(4, 4, 4, 3);
  for (const double norm : {0.0, 1.0}) {
    const Parameters parameters = {{"norm", norm}, {"head", 1}};
    const Trace trace = retnet.trace(inputs, Mask::causal(), parameters);
    const auto explained = [&](std::string_view table, MatrixRole role, int row, int column) {
      const auto lines =
          retnet.explain({table, role, row, column}, inputs, trace, Mask::causal(), parameters);
      CAPTURE(std::string(table));
      CHECK(!lines.empty());
      CHECK(lines.size() <= 4);
    };
    for (const TracedMatrix& matrix : trace.more) {
      explained(matrix.id, matrix.role, 3, matrix.values.columns() - 1);
    }
    explained("Q", MatrixRole::query, 2, 1);
    explained("K", MatrixRole::key, 2, 1);
    explained("V", MatrixRole::value, 2, 1);
    explained("scores", MatrixRole::score, 2, 1);
    explained("weights", MatrixRole::weight, 1, 2);
    explained("output", MatrixRole::output, 3, 3);
    explained("state.S_0", MatrixRole::state, 1, 1);
    CHECK(retnet.explain({"X", MatrixRole::plain, 0, 0}, inputs, trace, Mask::causal(), parameters).empty());
  }
}
