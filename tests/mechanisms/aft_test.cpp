#include "mechanisms/aft/aft.h"

#include <doctest/doctest.h>

#include "mechanisms/aft/mechanism.h"
#include "mechanisms/inputs.h"
#include "mechanisms/rwkv4_wkv/rwkv4_wkv.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// Straight from the equation, in long double and without a maximum.
Matrix<double> aft_by_definition(const HeadInputs<double>& inputs, const Matrix<double>* biases,
                                 const Mask& mask) {
  Matrix<double> output(inputs.v.rows(), inputs.v.columns());
  for (int t = 0; t < output.rows(); ++t) {
    for (int c = 0; c < output.columns(); ++c) {
      long double numerator = 0;
      long double denominator = 0;
      for (int s = 0; s < output.rows(); ++s) {
        if (mask.visible(t, s)) {
          const long double bias = biases == nullptr ? 0 : (*biases)(t, s);
          const long double weight = std::exp(inputs.k(s, c) + bias);
          numerator += weight * inputs.v(s, c);
          denominator += weight;
        }
      }
      const long double gate = 1 / (1 + std::exp(-static_cast<long double>(inputs.q(t, c))));
      output(t, c) = denominator > 0 ? static_cast<double>(gate * numerator / denominator) : 0;
    }
  }
  return output;
}

template <class T>
Matrix<T> aft_stepped(const HeadInputs<T>& inputs, Meter<T> meter = {}) {
  Matrix<T> output(inputs.v.rows(), inputs.v.columns());
  DecodeState<T> state = aft::start<T>(inputs.v.columns(), meter);
  for (int t = 0; t < output.rows(); ++t) {
    const HeadOutputs<T> row = aft::step<T>(state, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), meter);
    std::ranges::copy(row.output.row(0), output.row(t).begin());
  }
  return output;
}

}  // namespace

TEST_CASE("AFT: full and simple equal the definition under every mask, simple's recurrence the causal one") {
  for (int tokens = 0; tokens <= 33; ++tokens) {
    const HeadInputs<double> inputs = random_head(tokens, 3, 3, static_cast<std::uint64_t>(tokens), 2);
    Random random(7);
    const Matrix<double> biases = random_matrix(tokens, tokens, random);
    for (const Mask& mask : masks(tokens)) {
      CAPTURE(tokens);
      REQUIRE(largest_difference(aft::parallel<double>(inputs, &biases, mask, {}).output,
                                 aft_by_definition(inputs, &biases, mask)) < 1e-14);
      REQUIRE(largest_difference(aft::parallel<double>(inputs, nullptr, mask, {}).output,
                                 aft_by_definition(inputs, nullptr, mask)) < 1e-14);
    }
    REQUIRE(largest_difference(aft_stepped(inputs), aft_by_definition(inputs, nullptr, Mask::causal())) <
            1e-14);
  }
}

TEST_CASE("AFT-simple, causal, is the gate times RWKV-4 without decay and bonus") {
  HeadInputs<double> inputs = random_head(10, 4, 4, 3);
  inputs.more = {Matrix<double>(1, 4, 0.0), Matrix<double>(1, 4, 0.0)};
  Matrix<double> gated =
      rwkv4_wkv::parallel<double>(inputs.k, inputs.v, rwkv4_wkv::rates_of(inputs), Mask::causal(), {}).output;
  for (int t = 0; t < 10; ++t) {
    aft::apply_gate<double>(gated.row(t), inputs.q.row(t));
  }
  CHECK(largest_difference(aft_stepped(inputs), gated) < 1e-14);
}

TEST_CASE("AFT: a bias is added to the key, so one alike for all tokens of a row changes nothing") {
  const HeadInputs<double> inputs = random_head(5, 2, 2, 4);
  Matrix<double> biases(5, 5);
  for (int t = 0; t < 5; ++t) {
    std::ranges::fill(biases.row(t), t - 2.0);
  }
  CHECK(largest_difference(aft::parallel<double>(inputs, &biases, Mask::none(), {}).output,
                           aft::parallel<double>(inputs, nullptr, Mask::none(), {}).output) < 1e-15);
}

TEST_CASE("AFT: keys far beyond the range of exp, and gates that are shut") {
  HeadInputs<double> inputs = random_head(2, 1, 1, 4);
  inputs.q = {{0}, {-5000}};
  inputs.k = {{9000}, {-9000}};
  for (const Matrix<double>& output :
       {aft::parallel<double>(inputs, nullptr, Mask::causal(), {}).output, aft_stepped(inputs)}) {
    CHECK(output(0, 0) == inputs.v(0, 0) / 2);
    CHECK(output(1, 0) == 0);
  }
}

TEST_CASE("AFT: on the board, weights times values is the output of the shown channel") {
  HeadInputs<double> inputs = random_head(6, 3, 3, 8);
  Random random(2);
  inputs.more = {random_matrix(6, 6, random)};
  for (const double channel : {0.0, 2.0, 9.0}) {
    const Trace trace = aft::mechanism.trace(inputs, Mask::none(), {{"channel", channel}, {"biased", 1.0}});
    const int c = std::min(static_cast<int>(channel), 2);
    for (int t = 0; t < 6; ++t) {
      double sum = 0;
      for (int s = 0; s < 6; ++s) {
        sum += trace.weights(t, s) * inputs.v(s, c);
      }
      CHECK(sum == doctest::Approx(trace.output(t, c)).epsilon(1e-13));
    }
  }
}

TEST_CASE("AFT: with exponentiated keys and biases given, averages are exact fractions") {
  Matrix<LogRational> k(4, 1);
  Matrix<LogRational> biases(4, 4);
  Matrix<Rational> v(4, 1);
  for (int t = 0; t < 4; ++t) {
    k(t, 0) = logarithm(Rational(t + 1));
    v(t, 0) = Rational(t * t);
    for (int s = 0; s < 4; ++s) {
      biases(t, s) = logarithm(Rational(1) / Rational(t + s + 1));
    }
  }
  const Matrix<Rational> full = aft::averages<Rational>(k, v, &biases, Mask::none(), {}).output;
  // Row 0: the weights 1, 2/2, 3/3, 4/4 are equal, and 0, 1, 4, 9 average to 14/4.
  CHECK(full(0, 0) == Rational(7) / Rational(2));
  const Matrix<Rational> simple = aft::averages<Rational>(k, v, nullptr, Mask::causal(), {}).output;
  CHECK(simple(1, 0) == Rational(2) / Rational(3));
  CHECK(simple(3, 0) == (Rational(2) + Rational(12) + Rational(36)) / Rational(10));
}

TEST_CASE("AFT: what one step of one channel costs") {
  Cost cost;
  aft_stepped(counted(random_head(7, 4, 4, 1), cost), Meter<Counted>{&cost});
  CHECK(cost.mul == 7 * 4 * 4);
  CHECK(cost.add == 7 * 4 * 5);
  CHECK(cost.exp == 7 * 4 * 3);
  CHECK(cost.div == 7 * 4 * 2);
  CHECK(cost.cmp == 7 * 4);
  CHECK(cost.mac == 7 * 4);
  CHECK(cost.state_held == 12);
}
