#include "mechanisms/self_score_softmax/self_score_softmax.h"

#include <doctest/doctest.h>

#include "mechanisms/inputs.h"
#include "mechanisms/self_score_softmax/mechanism.h"

using namespace lookback;
using namespace lookback::testing;
namespace self_score = lookback::self_score_softmax;

namespace {

// Straight from the equation, in long double and without a maximum: for small scores.
Matrix<double> self_score_by_definition(const HeadInputs<double>& inputs,
                                        const self_score::Options& options) {
  const long double lambda = options.decay.value_or(1);
  Matrix<double> output(inputs.v.rows(), inputs.v.columns());
  for (int i = 0; i < output.rows(); ++i) {
    for (int c = 0; c < output.columns(); ++c) {
      long double numerator = 0;
      long double denominator = 0;
      for (int j = 0; j <= i; ++j) {
        long double s = 0;
        for (int a = 0; a < inputs.k.columns(); ++a) {
          s += static_cast<long double>(inputs.q(j, a)) * inputs.k(j, a);
        }
        const long double weight = std::pow(lambda, i - j) * std::exp(s * options.scale.value_or(1));
        numerator += weight * inputs.v(j, c);
        denominator += weight;
      }
      output(i, c) = static_cast<double>(numerator / denominator);
    }
  }
  return output;
}

template <class T>
Matrix<T> self_score_stepped(const HeadInputs<T>& inputs, const self_score::Options& options, bool naive,
                             Meter<T> meter = {}) {
  Matrix<T> output(inputs.v.rows(), inputs.v.columns());
  DecodeState<T> state = naive ? self_score::naive_start<T>(inputs.v.columns(), meter)
                               : self_score::start<T>(inputs.v.columns(), meter);
  for (int t = 0; t < output.rows(); ++t) {
    const HeadOutputs<T> row = naive ? self_score::naive_step<T>(state, inputs, options, meter)
                                     : self_score::step<T>(state, inputs, options, meter);
    std::ranges::copy(row.output.row(0), output.row(t).begin());
  }
  return output;
}

// One query and key channel, so that token t has the score s_t.
HeadInputs<double> scored(const std::vector<double>& scores) {
  const auto tokens = static_cast<int>(scores.size());
  HeadInputs<double> inputs = random_head(tokens, 1, 2, 4);
  for (int t = 0; t < tokens; ++t) {
    inputs.q(t, 0) = scores[static_cast<std::size_t>(t)];
    inputs.k(t, 0) = 1;
  }
  return inputs;
}

}  // namespace

TEST_CASE("self-scored softmax: every form equals the definition, with and without decay") {
  for (int tokens = 0; tokens <= 33; ++tokens) {
    const HeadInputs<double> inputs = random_head(tokens, 3, 2, static_cast<std::uint64_t>(tokens));
    for (const self_score::Decay& decay : {self_score::Decay(), self_score::Decay(1), self_score::Decay(0.9),
                                           self_score::Decay(0.25), self_score::Decay(0)}) {
      CAPTURE(tokens);
      CAPTURE(decay.value_or(-1));
      const self_score::Options options{.scale = 0.5, .decay = decay};
      const Matrix<double> expected = self_score_by_definition(inputs, options);
      const Matrix<double> whole = self_score::parallel<double>(inputs, Mask::causal(), options, {}).output;
      REQUIRE(largest_difference(whole, expected) < 1e-14);
      REQUIRE(largest_difference(self_score_stepped(inputs, options, false), expected) < 1e-14);
      REQUIRE(largest_difference(self_score_stepped(inputs, options, true), expected) < 1e-14);
    }
  }
}

TEST_CASE("self-scored softmax: a query weighs its own token and changes no other proportion") {
  const HeadInputs<double> inputs = random_head(8, 4, 3, 2);
  const Matrix<double> weights = self_score::parallel<double>(inputs, Mask::causal(), {}, {}).weights;
  for (int i = 2; i < 8; ++i) {
    for (int j = 1; j < i; ++j) {
      CHECK(weights(i, j) / weights(i, 0) == doctest::Approx(weights(j, j) / weights(j, 0)).epsilon(1e-13));
    }
  }
  HeadInputs<double> other = inputs;
  other.q(3, 0) += 1;  // the query of token 3 moves what its token weighs, in its own row and all later ones
  const Matrix<double> after = self_score::parallel<double>(other, Mask::causal(), {}, {}).weights;
  CHECK(after(2, 1) == weights(2, 1));
  CHECK(after(5, 3) != weights(5, 3));
  CHECK(after(5, 2) / after(5, 1) == doctest::Approx(weights(5, 2) / weights(5, 1)).epsilon(1e-13));
}

TEST_CASE("self-scored softmax: large scores, and a large score that fades away") {
  const HeadInputs<double> large = scored({10000, -10000, 10000});
  for (const Matrix<double>& output : {self_score::parallel<double>(large, Mask::causal(), {}, {}).output,
                                       self_score_stepped(large, {}, false)}) {
    CHECK(output(1, 0) == large.v(0, 0));
    CHECK(output(2, 0) == doctest::Approx((large.v(0, 0) + large.v(2, 0)) / 2));
  }
  // After 3000 tokens of λ = 1/2 the first one weighs e^1000 2^-3000, which is nothing beside 1.
  std::vector<double> scores(3001, 0.0);
  scores.front() = 1000;
  const HeadInputs<double> fading = scored(scores);
  const self_score::Options half{.scale = {}, .decay = 0.5};
  double expected = 0;
  double sum = 0;
  for (int n = 0; n < 60; ++n) {
    expected += std::pow(0.5, n) * fading.v(3000 - n, 0);
    sum += std::pow(0.5, n);
  }
  CHECK(self_score_stepped(fading, half, false)(3000, 0) == doctest::Approx(expected / sum).epsilon(1e-13));
  // λ = 0 keeps the present token, whatever the others scored.
  const self_score::Options none{.scale = {}, .decay = 0.0};
  CHECK(self_score::parallel<double>(large, Mask::causal(), none, {}).output == large.v);
  CHECK(self_score_stepped(large, none, false) == large.v);
}

TEST_CASE("self-scored softmax: a row that sees nothing is zeros") {
  const HeadInputs<double> inputs = random_head(3, 2, 2, 5);
  const Mask mask = Mask::bits({{1, 0, 0}, {0, 0, 0}, {1, 1, 0}});
  const HeadOutputs<double> head = self_score::parallel<double>(inputs, mask, {}, {});
  CHECK(head.output(1, 0) == 0);
  CHECK(head.log_sum_exp[1] == minus_infinity);
  CHECK(head.output(0, 1) == inputs.v(0, 1));
  const Matrix<double> forgotten =
      self_score::parallel<double>(inputs, mask, {.scale = {}, .decay = 0.0}, {}).output;
  CHECK(forgotten(2, 0) == 0);  // its own token is hidden, and λ = 0 forgets the others
}

TEST_CASE("self-scored softmax: with exponentiated scores given, all forms are the same fractions") {
  std::vector<LogRational> scores;
  Matrix<Rational> v(5, 2);
  for (int t = 0; t < 5; ++t) {
    scores.push_back(logarithm(Rational(t * t + 1) / Rational(7)));
    v(t, 0) = Rational(t - 2);
    v(t, 1) = Rational(1) / Rational(t + 3);
  }
  for (const self_score::Decay& decay :
       {self_score::Decay(), self_score::Decay(0.75), self_score::Decay(0)}) {
    const Matrix<Rational> whole =
        self_score::parallel_from<Rational>(scores, v, Mask::causal(), decay, {}).output;
    LogRational largest(minus_infinity);
    Rational denominator(0);
    Rational naive_denominator(0);
    std::vector<Rational> numerator(2);
    std::vector<Rational> naive_numerator(2);
    for (int t = 0; t < 5; ++t) {
      const LogRational& score = scores[static_cast<std::size_t>(t)];
      self_score::absorb<Rational>(largest, denominator, numerator, score, v.row(t), decay);
      self_score::naive_absorb<Rational>(naive_denominator, naive_numerator, score, v.row(t), decay);
      std::vector<Rational> stable(2);
      std::vector<Rational> naive(2);
      self_score::divide_row<Rational>(stable, numerator, denominator);
      self_score::divide_row<Rational>(naive, naive_numerator, naive_denominator);
      for (std::size_t c = 0; c < 2; ++c) {
        CHECK(stable[c] == whole(t, static_cast<int>(c)));
        CHECK(naive[c] == whole(t, static_cast<int>(c)));
      }
    }
  }
}

TEST_CASE("self-scored softmax: the worked example, S = 4, width 2") {
  Cost cost;
  self_score_stepped(counted(random_head(4, 2, 2, 1), cost), {.scale = 0.5, .decay = {}}, false,
                     Meter<Counted>{&cost});
  CHECK(cost.mul == 32);
  CHECK(cost.add == 28);
  CHECK(cost.exp == 8);
  CHECK(cost.div == 8);
  CHECK(cost.cmp == 4);
  CHECK(cost.mac == 16);
  CHECK(cost.score_dot_products == 4);
  CHECK(cost.state_held == 4);
}
