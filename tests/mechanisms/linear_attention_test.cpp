#include "mechanisms/linear_attention/linear_attention.h"

#include <doctest/doctest.h>

#include "mechanisms/inputs.h"

using namespace lookback;
using namespace lookback::testing;
namespace linear = lookback::linear_attention;

namespace {

long double phi(double x) { return x > 0 ? x + 1.0L : std::exp(static_cast<long double>(x)); }

// Straight from the equation, in long double.
Matrix<double> linear_by_definition(const HeadInputs<double>& inputs, const Mask& mask, double epsilon) {
  Matrix<double> output(inputs.v.rows(), inputs.v.columns());
  for (int i = 0; i < output.rows(); ++i) {
    for (int c = 0; c < output.columns(); ++c) {
      long double numerator = 0;
      long double denominator = epsilon;
      for (int j = 0; j < output.rows(); ++j) {
        long double score = 0;
        for (int a = 0; mask.visible(i, j) && a < inputs.k.columns(); ++a) {
          score += phi(inputs.q(i, a)) * phi(inputs.k(j, a));
        }
        numerator += score * inputs.v(j, c);
        denominator += score;
      }
      output(i, c) = denominator > 0 ? static_cast<double>(numerator / denominator) : 0;
    }
  }
  return output;
}

template <class T>
DecodeState<T> start_for(const HeadInputs<T>& rows, Meter<T> meter = {}) {
  return linear::start<T>(rows.k.columns(), rows.v.columns(), meter);
}

template <class T>
Matrix<T> linear_stepped(const HeadInputs<T>& rows, double epsilon, Meter<T> meter = {}) {
  Matrix<T> output(rows.v.rows(), rows.v.columns());
  DecodeState<T> state = start_for(rows, meter);
  for (int t = 0; t < output.rows(); ++t) {
    const HeadOutputs<T> row =
        linear::step<T>(state, rows.q.row(t), rows.k.row(t), rows.v.row(t), epsilon, meter);
    std::ranges::copy(row.output.row(0), output.row(t).begin());
  }
  return output;
}

template <class T>
Matrix<T> chunked(const HeadInputs<T>& rows, int size, double epsilon) {
  DecodeState<T> state = start_for(rows);
  return linear::chunkwise<T>(state, rows, size, epsilon, {}).output;
}

template <class T>
Matrix<T> state_then_queries(const HeadInputs<T>& rows, double epsilon) {
  DecodeState<T> state = start_for(rows);
  return linear::state_first<T>(state, rows, epsilon, {}).output;
}

}  // namespace

TEST_CASE("linear attention: every form equals the definition, for every ε, mask and chunk size") {
  for (int tokens = 0; tokens <= 33; ++tokens) {
    const HeadInputs<double> inputs = random_head(tokens, 3, 2, static_cast<std::uint64_t>(tokens), 2);
    const HeadInputs<double> rows = linear::featured(inputs);
    for (const double epsilon : {0.0, 1e-6, 0.5}) {
      CAPTURE(tokens);
      CAPTURE(epsilon);
      for (const Mask& mask : masks(tokens)) {
        REQUIRE(largest_difference(linear::parallel<double>(rows, mask, epsilon, {}).output,
                                   linear_by_definition(inputs, mask, epsilon)) < 1e-14);
      }
      const Matrix<double> causal = linear_by_definition(inputs, Mask::causal(), epsilon);
      REQUIRE(largest_difference(linear_stepped(rows, epsilon), causal) < 1e-14);
      for (const int size : {1, 2, 3, 7, 40}) {
        CAPTURE(size);
        REQUIRE(largest_difference(chunked(rows, size, epsilon), causal) < 1e-14);
      }
      REQUIRE(largest_difference(state_then_queries(rows, epsilon),
                                 linear_by_definition(inputs, Mask::none(), epsilon)) < 1e-14);
    }
  }
}

TEST_CASE("linear attention: under a mask, state first is another function") {
  const HeadInputs<double> rows = linear::featured(random_head(6, 3, 2, 1));
  CHECK(largest_difference(state_then_queries(rows, 0),
                           linear::parallel<double>(rows, Mask::causal(), 0, {}).output) > 0.01);
}

TEST_CASE("linear attention: ε is nothing beside ordinary features and everything beside tiny ones") {
  HeadInputs<double> inputs = random_head(4, 2, 2, 3);
  const auto change = [&inputs] {
    const HeadInputs<double> rows = linear::featured(inputs);
    return largest_difference(linear_stepped(rows, 0), linear_stepped(rows, 1e-6));
  };
  CHECK(change() < 1e-5);
  for (double& element : inputs.q.elements()) {
    element = -20;
  }
  CHECK(change() > 0.1);
  CHECK(largest_difference(linear_stepped(linear::featured(inputs), 0),
                           linear_by_definition(inputs, Mask::causal(), 0)) < 1e-14);
}

TEST_CASE("linear attention: a row that sees nothing is zeros, without ε too") {
  const HeadInputs<double> rows = linear::featured(random_head(3, 2, 2, 5));
  const Matrix<double> output =
      linear::parallel<double>(rows, Mask::bits({{1, 0, 0}, {0, 0, 0}, {1, 0, 1}}), 0, {}).output;
  CHECK(output(1, 0) == 0);
  CHECK(output(0, 0) == doctest::Approx(rows.v(0, 0)));
}

TEST_CASE("linear attention: with features given as fractions, all forms are the same fractions") {
  const auto fraction = [](double x) { return Rational(x) / Rational(7); };
  HeadInputs<double> features = random_head(6, 3, 2, 9);
  for (Matrix<double>* matrix : {&features.q, &features.k, &features.v}) {
    for (double& element : matrix->elements()) {
      element = std::floor(5 * std::abs(element)) + 1;
    }
  }
  const HeadInputs<Rational> rows = convert<Rational>(features, fraction);
  for (const double epsilon : {0.0, 0.125}) {
    const Matrix<Rational> causal = linear::parallel<Rational>(rows, Mask::causal(), epsilon, {}).output;
    CHECK(linear_stepped(rows, epsilon) == causal);
    CHECK(chunked(rows, 1, epsilon) == causal);
    CHECK(chunked(rows, 4, epsilon) == causal);
    CHECK(state_then_queries(rows, epsilon) ==
          linear::parallel<Rational>(rows, Mask::none(), epsilon, {}).output);
  }
}

TEST_CASE("linear attention: the worked example, S = 4, width 2") {
  Cost cost;
  linear_stepped(linear::featured(counted(random_head(4, 2, 2, 1), cost)), 1e-6, Meter<Counted>{&cost});
  CHECK(cost.mul == 40);
  CHECK(cost.add == 52);
  CHECK(cost.div == 8);
  CHECK(cost.mac == 40);
  CHECK(cost.phi == 16);
  CHECK(cost.state_held == 6);
  CHECK(cost.state_read == 24);
  Cost whole;
  linear::parallel<Counted>(linear::featured(counted(random_head(7, 4, 3, 1), whole)), Mask::causal(), 0,
                            {&whole});
  CHECK(whole.mul == 196);
  CHECK(whole.add == 231);
  CHECK(whole.div == 21);
  CHECK(whole.phi == 56);
  CHECK(whole.scores_moved == 2 * 49);
}
