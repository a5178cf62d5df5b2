#include "mechanisms/softmax_attention/online.h"

#include <doctest/doctest.h>

#include "mechanisms/inputs.h"

using namespace lookback;
using namespace lookback::testing;
namespace sa = lookback::softmax_attention;

namespace {

// Straight from the equation, row by row, in long double and without the subtracted maximum: for small
// logits.
Matrix<double> softmax_by_definition(const HeadInputs<double>& inputs, const Mask& mask, double scale) {
  Matrix<double> output(inputs.q.rows(), inputs.v.columns());
  for (int i = 0; i < inputs.q.rows(); ++i) {
    long double sum = 0;
    std::vector<long double> row(static_cast<std::size_t>(inputs.v.columns()), 0);
    for (int j = 0; j < inputs.k.rows(); ++j) {
      if (!mask.visible(i, j)) {
        continue;
      }
      long double s = 0;
      for (int c = 0; c < inputs.k.columns(); ++c) {
        s += static_cast<long double>(inputs.q(i, c)) * inputs.k(j, c);
      }
      const long double e = std::exp(s * scale);
      sum += e;
      for (int c = 0; c < inputs.v.columns(); ++c) {
        row[static_cast<std::size_t>(c)] += e * inputs.v(j, c);
      }
    }
    for (int c = 0; c < inputs.v.columns() && sum > 0; ++c) {
      output(i, c) = static_cast<double>(row[static_cast<std::size_t>(c)] / sum);
    }
  }
  return output;
}

}  // namespace

TEST_CASE("every form equals the definition, for every length from 1 to 65 and every kind of mask") {
  for (int tokens = 1; tokens <= 65; ++tokens) {
    const HeadInputs<double> inputs = random_head(tokens, 3, 2, static_cast<std::uint64_t>(tokens));
    const sa::Options options{.scale = 1 / std::sqrt(3.0)};
    for (const Mask& mask : masks(tokens)) {
      CAPTURE(tokens);
      CAPTURE(static_cast<int>(mask.kind()));
      const Matrix<double> expected = softmax_by_definition(inputs, mask, *options.scale);
      const Matrix<double> whole = sa::materialised<double>(inputs, mask, options, {}).output;
      REQUIRE(largest_difference(whole, expected) < 1e-14);
      for (const int tile : {1, 2, 3, 5, 7, 16, 64, 100}) {
        CAPTURE(tile);
        REQUIRE(largest_difference(sa::online<double>(inputs, mask, tile, options, {}).output, expected) <
                1e-14);
        const std::vector<int> cuts = sa::even_cuts(tokens, 1 + tile % 4);
        REQUIRE(largest_difference(sa::merge<double>(inputs, mask, cuts, tile, options, {}).output,
                                   expected) < 1e-14);
      }
      if (mask.is_causal(tokens)) {
        REQUIRE(largest_difference(sa::decode<double>(inputs, mask, options, {}).output, expected) < 1e-14);
      }
    }
  }
}

TEST_CASE("weights and log-sum-exp: rows sum to one, hidden pairs weigh nothing") {
  const HeadInputs<double> inputs = random_head(9, 4, 3, 3);
  const sa::Options options{.scale = 0.5, .log_sum_exp = true};
  for (const Mask& mask : masks(9)) {
    const HeadOutputs<double> whole = sa::materialised<double>(inputs, mask, options, {});
    const HeadOutputs<double> tiled = sa::online<double>(inputs, mask, 4, options, {});
    for (int i = 0; i < 9; ++i) {
      double sum = 0;
      bool sees = false;
      for (int j = 0; j < 9; ++j) {
        sees = sees || mask.visible(i, j);
        sum += whole.weights(i, j);
        if (!mask.visible(i, j)) {
          CHECK(whole.weights(i, j) == 0);
        }
      }
      CHECK(sum == doctest::Approx(sees ? 1 : 0).epsilon(1e-14));
      const auto row = static_cast<std::size_t>(i);
      if (sees) {
        CHECK(whole.log_sum_exp[row] == doctest::Approx(tiled.log_sum_exp[row]).epsilon(1e-13));
      } else {
        CHECK(whole.log_sum_exp[row] == minus_infinity);
        CHECK(tiled.log_sum_exp[row] == minus_infinity);
      }
    }
  }
}

TEST_CASE("a row that may look at nothing gives zeros in every form") {
  const HeadInputs<double> inputs = random_head(3, 2, 2, 5);
  const Mask mask = Mask::bits({{1, 0, 0}, {0, 0, 0}, {1, 0, 1}});
  for (const Matrix<double>& output : {sa::materialised<double>(inputs, mask, {}, {}).output,
                                       sa::online<double>(inputs, mask, 2, {}, {}).output,
                                       sa::decode<double>(inputs, mask, {}, {}).output}) {
    CHECK(output(1, 0) == 0);
    CHECK(output(1, 1) == 0);
    CHECK(output(0, 0) == inputs.v(0, 0));
  }
}

TEST_CASE("logits of ±10 000 give the right answer where exp alone would overflow") {
  HeadInputs<double> inputs;
  inputs.q = {{100}, {-100}};
  inputs.k = {{100}, {-100}};
  inputs.v = {{1, 2}, {3, 4}};
  for (const Matrix<double>& output : {sa::materialised<double>(inputs, Mask::none(), {}, {}).output,
                                       sa::online<double>(inputs, Mask::none(), 1, {}, {}).output}) {
    CHECK(output == inputs.v);  // each query rests wholly on its own key
  }
  // Equal huge logits share equally.
  inputs.q = {{100}, {100}};
  inputs.k = {{100}, {100}};
  CHECK(sa::materialised<double>(inputs, Mask::none(), {}, {}).output(0, 0) == 2);
  CHECK(sa::decode<double>(inputs, Mask::causal(), {}, {}).output(1, 1) == 3);
}

TEST_CASE("causality: changing a later token leaves every earlier output as it was, bit for bit") {
  const HeadInputs<double> inputs = random_head(12, 4, 4, 11);
  const Matrix<double> before = sa::materialised<double>(inputs, Mask::causal(), {.scale = 0.5}, {}).output;
  for (int changed = 0; changed < 12; ++changed) {
    HeadInputs<double> other = inputs;
    for (Matrix<double>* matrix : {&other.q, &other.k, &other.v}) {
      matrix->row(changed)[0] += 1;
    }
    const Matrix<double> whole = sa::materialised<double>(other, Mask::causal(), {.scale = 0.5}, {}).output;
    const Matrix<double> tiled = sa::online<double>(other, Mask::causal(), 5, {.scale = 0.5}, {}).output;
    const Matrix<double> tiled_before =
        sa::online<double>(inputs, Mask::causal(), 5, {.scale = 0.5}, {}).output;
    for (int i = 0; i < changed; ++i) {
      for (int c = 0; c < 4; ++c) {
        CHECK(whole(i, c) == before(i, c));
        CHECK(tiled(i, c) == tiled_before(i, c));
      }
    }
    CHECK(whole(changed, 0) != before(changed, 0));
  }
}
