#include <doctest/doctest.h>

#include <limits>

#include "experiment/generation.h"
#include "mechanisms/counting.h"
#include "mechanisms/inputs.h"
#include "mechanisms/position/alibi.h"
#include "mechanisms/softmax_attention/encoding.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "mechanisms/softmax_attention/online.h"

using namespace lookback;
using namespace lookback::testing;
namespace sa = lookback::softmax_attention;

namespace {

HeadInputs<double> with_bias(int tokens, int key_width, std::uint64_t seed) {
  HeadInputs<double> inputs = random_head(tokens, key_width, 3, seed);
  Random random(seed + 100);
  inputs.more.push_back(random_matrix(tokens, tokens, random));
  return inputs;
}

Parameters chosen(double encoding, double biased) {
  return {{"encoding", encoding}, {"biased", biased}, {"head", 2}, {"tile", 3}, {"splits", 3}};
}

// The outputs of a generation, token by token.
Matrix<double> softmax_stepped(const HeadInputs<double>& inputs, const Mask& mask,
                               const Parameters& parameters) {
  Matrix<double> output(inputs.v.rows(), inputs.v.columns());
  DecodeState<double> state = sa::mechanism.steps.start_double(inputs, parameters, {});
  for (int t = 0; t < output.rows(); ++t) {
    const Matrix<double> row = sa::mechanism.steps.step_double(state, inputs, mask, parameters, {}).output;
    std::ranges::copy(row.row(0), output.row(t).begin());
  }
  return output;
}

}  // namespace

TEST_CASE(
    "every way to tell positions gives the same output in every form, and costs what its formula says") {
  for (const int tokens : {1, 2, 5, 12, 33}) {
    const HeadInputs<double> inputs = with_bias(tokens, 4, 5);
    for (double encoding = 0; encoding < 5; ++encoding) {
      for (const double biased : {0.0, 1.0}) {
        const Parameters parameters = chosen(encoding, biased);
        for (const Mask& mask : masks(tokens)) {
          CAPTURE(tokens);
          CAPTURE(encoding);
          CAPTURE(biased);
          CAPTURE(static_cast<int>(mask.kind()));
          const Matrix<double> drawn = sa::mechanism.trace(inputs, mask, parameters).output;
          for (const Form& form : sa::mechanism.forms) {
            if (!form.absent({mask, tokens, 4, 3, parameters})) {
              CAPTURE(form.id);
              CHECK(largest_difference(form.pass.in_double(inputs, mask, parameters, {}).output, drawn) <
                    1e-14);
            }
          }
          if (mask.is_causal(tokens)) {
            CHECK(largest_difference(softmax_stepped(inputs, mask, parameters), drawn) < 1e-14);
          }
          check_closed_forms(sa::mechanism, inputs, mask, parameters);
        }
      }
    }
  }
}

TEST_CASE("every way to tell positions changes the output, and none is the start") {
  const HeadInputs<double> inputs = with_bias(6, 4, 6);
  const Trace plain_trace = sa::mechanism.trace(inputs, Mask::causal(), {});
  CHECK(plain_trace.more.empty());
  CHECK(plain_trace.output == sa::materialised<double>(inputs, Mask::causal(), {.scale = 0.5}, {}).output);
  for (double encoding = 1; encoding < 5; ++encoding) {
    const Trace trace = sa::mechanism.trace(inputs, Mask::causal(), chosen(encoding, 0));
    CHECK(largest_difference(trace.output, plain_trace.output) > 1e-3);
    CHECK(trace.more.size() == (encoding < 4 ? 2 : 1));
  }
  CHECK(largest_difference(sa::mechanism.trace(inputs, Mask::causal(), chosen(0, 1)).output,
                           plain_trace.output) > 1e-3);
}

TEST_CASE("RoPE and xPos refuse queries of odd width with a sentence, and nothing else does") {
  for (double encoding = 0; encoding < 5; ++encoding) {
    const Parameters parameters = chosen(encoding, 0);
    const Refusal odd = refusal(sa::mechanism, {Mask::causal(), 4, 3, 3, parameters});
    CHECK(odd.has_value() == sa::rotates(static_cast<sa::Encoding>(encoding)));
    CHECK(!refusal(sa::mechanism, {Mask::causal(), 4, 2, 3, parameters}));
    CHECK(steps_refusal(sa::mechanism, {Mask::causal(), 4, 3, 3, parameters}) == odd);
  }
}

TEST_CASE("ALiBi's -m(i-j) and +mj give the same outputs under the causal mask; log-sum-exps differ by m i") {
  HeadInputs<double> inputs = random_head(7, 3, 2, 7);
  const double slope = alibi_slopes(8)[1];
  const auto distance =
      sa::materialised<double>(inputs, Mask::causal(), {.slope = slope, .log_sum_exp = true}, {});
  Matrix<double> along_keys(7, 7);
  for (int i = 0; i < 7; ++i) {
    for (int j = 0; j < 7; ++j) {
      along_keys(i, j) = slope * j;
    }
  }
  inputs.more = {along_keys};
  const auto keys =
      sa::materialised<double>(inputs, Mask::causal(), {.biased = true, .log_sum_exp = true}, {});
  CHECK(largest_difference(distance.output, keys.output) < 1e-15);
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(keys.log_sum_exp[i] - distance.log_sum_exp[i] ==
          doctest::Approx(slope * static_cast<double>(i)).epsilon(1e-13));
  }
}

TEST_CASE("a bias of -inf hides a pair as the mask does, in every form") {
  const Mask hidden = Mask::bits({{1, 0, 0}, {0, 0, 0}, {1, 0, 1}});
  HeadInputs<double> inputs = random_head(3, 2, 2, 8);
  inputs.more = {Matrix<double>(3, 3)};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      inputs.more[0](i, j) = hidden.visible(i, j) ? 0 : -std::numeric_limits<double>::infinity();
    }
  }
  const sa::Options options{.biased = true};
  const Matrix<double> expected = sa::materialised<double>(inputs, hidden, {}, {}).output;
  CHECK(sa::materialised<double>(inputs, Mask::none(), options, {}).output == expected);
  CHECK(largest_difference(sa::online<double>(inputs, Mask::none(), 2, options, {}).output, expected) <
        1e-15);
  const std::vector<int> cuts = {1, 1, 2};
  CHECK(largest_difference(sa::merge<double>(inputs, Mask::none(), cuts, 2, options, {}).output, expected) <
        1e-15);
  CHECK(sa::decode<double>(inputs, Mask::causal(), options, {}).output == expected);
}

TEST_CASE("keys are split into ranges whose lengths differ by one at most, and none is empty") {
  for (int keys = 1; keys <= 20; ++keys) {
    for (int splits = 1; splits <= 8; ++splits) {
      std::vector<int> cuts = sa::even_cuts(keys, splits);
      CHECK(cuts.size() + 1 == static_cast<std::size_t>(std::min(keys, splits)));
      cuts.push_back(keys);
      int start = 0;
      for (const int end : cuts) {
        const int shortest = keys / static_cast<int>(cuts.size());
        CHECK((end - start == shortest || end - start == shortest + 1));
        start = end;
      }
    }
  }
  CHECK(sa::even_cuts(0, 3).empty());
}

TEST_CASE("merging is associative and commutative, and nothing seen is its neutral element") {
  const HeadInputs<double> inputs = random_head(5, 3, 2, 9, 30);
  const sa::Options options;
  const Mask mask = Mask::causal();
  const sa::DotProducts<double> logits{inputs, mask, options, {}};
  using Part = sa::Part<double>;
  const std::vector<int> cuts = {1, 3};
  const std::vector<Part> parts = sa::split_parts<double>(logits, inputs.v, cuts, 2, {});
  const auto merge = [](const std::vector<Part>& some) { return sa::merged<double>(some, 5, 2); };
  const Matrix<double> whole = sa::online<double>(inputs, mask, 5, options, {}).output;
  const Part unseen{Matrix<double>(5, 2), std::vector<double>(5, minus_infinity)};
  CHECK(largest_difference(merge({merge({parts[0], parts[1]}), parts[2]}).output, whole) < 1e-14);
  CHECK(largest_difference(merge({parts[0], merge({parts[2], parts[1]})}).output, whole) < 1e-14);
  CHECK(merge({unseen, parts[0]}).output == parts[0].output);
  CHECK(merge({unseen, unseen}).output == unseen.output);
  CHECK(merge({unseen}).log_sum_exp == unseen.log_sum_exp);
}

TEST_CASE("from exponentials that are fractions on, every form is exactly the same softmax") {
  Random random(4);
  Matrix<LogRational> logits(6, 6);
  Matrix<Rational> values(6, 2);
  for (LogRational& logit : logits.elements()) {
    logit = logarithm(Rational(random.below(9) + 1) / Rational(random.below(7) + 1));
  }
  for (Rational& value : values.elements()) {
    value = Rational(random.below(19) - 9) / Rational(4);
  }
  for (const Mask& mask : masks(6)) {
    const sa::GivenLogits<Rational> given{logits, mask};
    const HeadOutputs<Rational> whole = sa::materialised_from<Rational>(given, values, false, {});
    for (const int tile : {1, 2, 4, 6}) {
      CHECK(sa::online_part<Rational>(given, values, 0, 6, tile, {}).output == whole.output);
      const std::vector<int> cuts = {2, 3};
      const auto parts = sa::split_parts<Rational>(given, values, cuts, tile, {});
      CHECK(sa::merged<Rational>(parts, 6, 2).output == whole.output);
    }
    for (int i = 0; i < 6; ++i) {
      Rational sum(0);
      bool sees = false;
      for (int j = 0; j < 6; ++j) {
        sum = sum + whole.weights(i, j);
        sees = sees || mask.visible(i, j);
      }
      CHECK(sum == Rational(sees ? 1 : 0));
    }
  }
}

TEST_CASE("no tokens yet: every form and every option gives no rows") {
  HeadInputs<double> nothing = {
      Matrix<double>(0, 4), Matrix<double>(0, 4), Matrix<double>(0, 3), {Matrix<double>(0, 0)}};
  for (double encoding = 0; encoding < 5; ++encoding) {
    const Parameters parameters = chosen(encoding, 1);
    CHECK(sa::mechanism.trace(nothing, Mask::causal(), parameters).output.rows() == 0);
    for (const Form& form : sa::mechanism.forms) {
      CHECK(form.pass.in_double(nothing, Mask::causal(), parameters, {}).output.rows() == 0);
    }
  }
}
