#include "mechanisms/rwkv4_wkv/rwkv4_wkv.h"

#include <doctest/doctest.h>

#include "mechanisms/inputs.h"
#include "mechanisms/self_score_softmax/self_score_softmax.h"

using namespace lookback;
using namespace lookback::testing;
namespace rwkv4 = lookback::rwkv4_wkv;

namespace {

// Keys, values, decay rates from 0 up, bonuses of either sign.
HeadInputs<double> random_inputs(int tokens, int channels, std::uint64_t seed, double magnitude = 1) {
  HeadInputs<double> inputs = random_head(tokens, channels, channels, seed, magnitude);
  Random random(seed + 1000);
  inputs.more = {random_matrix(1, channels, random), random_matrix(1, channels, random)};
  for (double& rate : inputs.more[0].elements()) {
    rate = std::max(0.0, rate);
  }
  return inputs;
}

HeadInputs<double> with_rates(HeadInputs<double> inputs, double decay, double bonus) {
  inputs.more = {Matrix<double>(1, inputs.v.columns(), decay), Matrix<double>(1, inputs.v.columns(), bonus)};
  return inputs;
}

// Straight from the equation, in long double and without a maximum.
Matrix<double> rwkv4_by_definition(const HeadInputs<double>& inputs) {
  Matrix<double> output(inputs.v.rows(), inputs.v.columns());
  for (int t = 0; t < output.rows(); ++t) {
    for (int c = 0; c < output.columns(); ++c) {
      long double weight = std::exp(static_cast<long double>(inputs.more[1](0, c)) + inputs.k(t, c));
      long double numerator = weight * inputs.v(t, c);
      long double denominator = weight;
      for (int i = 0; i < t; ++i) {
        weight = std::exp(inputs.k(i, c) - static_cast<long double>(t - 1 - i) * inputs.more[0](0, c));
        numerator += weight * inputs.v(i, c);
        denominator += weight;
      }
      output(t, c) = static_cast<double>(numerator / denominator);
    }
  }
  return output;
}

Matrix<double> rwkv4_parallel(const HeadInputs<double>& inputs) {
  return rwkv4::parallel<double>(inputs.k, inputs.v, rwkv4::rates_of(inputs), Mask::causal(), {}).output;
}

template <class T>
Matrix<T> rwkv4_stepped(const HeadInputs<T>& inputs, Meter<T> meter = {}) {
  Matrix<T> output(inputs.v.rows(), inputs.v.columns());
  DecodeState<T> state = rwkv4::start<T>(inputs.v.columns(), meter);
  for (int t = 0; t < output.rows(); ++t) {
    const HeadOutputs<T> row =
        rwkv4::step<T>(state, inputs.k.row(t), inputs.v.row(t), rwkv4::rates_of(inputs), meter);
    std::ranges::copy(row.output.row(0), output.row(t).begin());
  }
  return output;
}

}  // namespace

TEST_CASE("RWKV-4: both forms equal the definition") {
  for (int tokens = 0; tokens <= 33; ++tokens) {
    const HeadInputs<double> inputs = random_inputs(tokens, 3, static_cast<std::uint64_t>(tokens), 2);
    CAPTURE(tokens);
    REQUIRE(largest_difference(rwkv4_parallel(inputs), rwkv4_by_definition(inputs)) < 1e-14);
    REQUIRE(largest_difference(rwkv4_stepped(inputs), rwkv4_by_definition(inputs)) < 1e-14);
  }
}

TEST_CASE("RWKV-4: the state is read before it decays, and the present token has the bonus instead") {
  // At this rate nothing is left of a token but to the one after it, which reads it undecayed.
  const HeadInputs<double> inputs = with_rates(random_head(5, 2, 2, 3), 1000, 0.5);
  for (const Matrix<double>& output : {rwkv4_parallel(inputs), rwkv4_stepped(inputs)}) {
    CHECK(output(0, 1) == inputs.v(0, 1));
    for (int t = 1; t < 5; ++t) {
      const double before = std::exp(inputs.k(t - 1, 0));
      const double present = std::exp(0.5 + inputs.k(t, 0));
      CHECK(output(t, 0) ==
            doctest::Approx((before * inputs.v(t - 1, 0) + present * inputs.v(t, 0)) / (before + present)));
    }
  }
}

TEST_CASE("RWKV-4: keys far beyond the range of exp") {
  HeadInputs<double> inputs = with_rates(random_head(3, 1, 1, 3), 0.5, 0);
  inputs.k = {{20000}, {-20000}, {20000}};
  for (const Matrix<double>& output : {rwkv4_parallel(inputs), rwkv4_stepped(inputs)}) {
    CHECK(output(1, 0) == inputs.v(0, 0));
    const double faded = std::exp(-0.5);  // one token stands between the first and the third
    CHECK(output(2, 0) == doctest::Approx((faded * inputs.v(0, 0) + inputs.v(2, 0)) / (faded + 1)));
  }
}

TEST_CASE("RWKV-4 with the token's score as the key of every channel is self-scored softmax") {
  const HeadInputs<double> head = random_head(9, 3, 3, 6);
  for (const double lambda : {1.0, 0.8, 0.3}) {
    self_score_softmax::Options options;
    if (lambda != 1) {
      options.decay = lambda;
    }
    HeadInputs<double> inputs = with_rates(head, -std::log(lambda), -std::log(lambda));
    for (int t = 0; t < 9; ++t) {
      std::ranges::fill(inputs.k.row(t), self_score_softmax::token_score<double>(head, t, options, {}));
    }
    const Matrix<double> expected =
        self_score_softmax::parallel<double>(head, Mask::causal(), options, {}).output;
    CHECK(largest_difference(rwkv4_stepped(inputs), expected) < 1e-14);
    CHECK(largest_difference(rwkv4_parallel(inputs), expected) < 1e-14);
  }
}

TEST_CASE("RWKV-4: with exponentiated keys, rates and bonuses given, both forms are the same fractions") {
  const int tokens = 6;
  Matrix<LogRational> k(tokens, 1);
  Matrix<Rational> v(tokens, 1);
  for (int t = 0; t < tokens; ++t) {
    k(t, 0) = logarithm(Rational((t * 5) % 7 + 1) / Rational(3));
    v(t, 0) = Rational(t * t - 4);
  }
  const std::vector<LogRational> decay = {logarithm(Rational(4) / Rational(3))};
  const std::vector<LogRational> bonus = {logarithm(Rational(5) / Rational(2))};
  const Matrix<Rational> whole = rwkv4::parallel<Rational>(k, v, {decay, bonus}, Mask::causal(), {}).output;
  Rational a(0);
  Rational b(0);
  LogRational p(minus_infinity);
  for (int t = 0; t < tokens; ++t) {
    const rwkv4::Sums<Rational> sums{a, b, p};
    CHECK(rwkv4::read<Rational>(sums, k(t, 0), v(t, 0), bonus[0]) == whole(t, 0));
    rwkv4::take_in<Rational>(sums, k(t, 0), v(t, 0), decay[0]);
  }
}

TEST_CASE("RWKV-4: what one step of one channel costs") {
  Cost cost;
  rwkv4_stepped(counted(random_inputs(7, 4, 1), cost), Meter<Counted>{&cost});
  CHECK(cost.mul == 7 * 4 * 6);
  CHECK(cost.add == 7 * 4 * 10);
  CHECK(cost.exp == 7 * 4 * 4);
  CHECK(cost.div == 7 * 4);
  CHECK(cost.cmp == 7 * 4 * 2);
  CHECK(cost.mac == 0);
  CHECK(cost.state_held == 12);
  CHECK(cost.state_read == 84);
}
