#include <doctest/doctest.h>

#include <cmath>

#include "mechanisms/inputs.h"
#include "studies/future_gradients/contributions.h"
#include "tensor/difference.h"

using namespace lookback;
using namespace lookback::testing;
namespace future = lookback::future_gradients;
using future::By;
using future::LossHead;

namespace {

LossHead random_loss_head(int tokens, int key_width, int value_width, std::uint64_t seed, Mask mask) {
  Random random(seed + 1000);
  return {random_head(tokens, key_width, value_width, seed),
          std::move(mask),
          random_matrix(tokens, value_width, random),
          {.scale = 1 / std::sqrt(double(key_width))}};
}

// Equal weights and the same dO everywhere.
LossHead uniform(int tokens) {
  LossHead head = random_loss_head(tokens, 3, 2, 7, Mask::causal());
  head.inputs.q = Matrix<double>(tokens, 3);
  head.d_output = Matrix<double>(tokens, 2, 1);
  return head;
}

double harmonic(int n) {
  double sum = 0;
  for (int i = 1; i <= n; ++i) {
    sum += 1.0 / i;
  }
  return sum;
}

bool all_zero(const Matrix<double>& matrix) { return greatest_magnitude(matrix) == 0; }

}  // namespace

TEST_CASE("future gradients: contributions and parts sum to the gradient") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const Mask& mask : masks(tokens)) {
      const LossHead head = random_loss_head(tokens, 3, 4, 11, mask);
      const future::Split split = future::split(head);
      future::Gradients sum{Matrix<double>(tokens, 3), Matrix<double>(tokens, 3), Matrix<double>(tokens, 4)};
      const future::Lengths lengths = future::contribution_lengths(head);
      for (int query = 0; query < tokens; ++query) {
        const future::Gradients term = future::contribution(head, query);
        add(sum.k, term.k);
        add(sum.v, term.v);
        for (int key = 0; key < tokens; ++key) {
          CHECK(lengths.by_key(query, key) == future::length(term.k.row(key)));
          CHECK(lengths.by_value(query, key) == future::length(term.v.row(key)));
        }
      }
      CHECK(largest_difference(sum.k, split.whole.k) <= 1e-12);
      CHECK(largest_difference(sum.v, split.whole.v) <= 1e-12);
      Matrix<double> parts = split.own.k;
      add(parts, split.later.k);
      add(parts, split.earlier.k);
      CHECK(largest_difference(parts, split.whole.k) <= 1e-12);
      if (mask.is_causal(tokens)) {
        CHECK(all_zero(split.earlier.k));
        CHECK(all_zero(split.earlier.v));
      }
    }
  }
}

TEST_CASE("future gradients: each is the loss's derivative in dual numbers") {
  const int tokens = 6;
  for (const Mask& mask : masks(tokens)) {
    const LossHead head = random_loss_head(tokens, 3, 2, 5, mask);
    const future::Split split = future::split(head);
    const auto derivative = [&](Matrix<Dual> HeadInputs<Dual>::* input, int row, int column) {
      HeadInputs<Dual> dual = convert<Dual>(head.inputs, [](double x) { return Dual(x); });
      (dual.*input)(row, column) = Dual((dual.*input)(row, column).value(), 1);
      const auto output = softmax_attention::materialised<Dual>(dual, mask, head.options, {}).output;
      double loss = 0;
      for (std::size_t n = 0; n < output.elements().size(); ++n) {
        loss += head.d_output.elements()[n] * output.elements()[n].derivative();
      }
      return loss;
    };
    for (int j = 0; j < tokens; ++j) {
      for (int c = 0; c < 3; ++c) {
        CHECK(std::abs(split.whole.k(j, c) - derivative(&HeadInputs<Dual>::k, j, c)) <=
              1e-12 * greatest_magnitude(split.whole.k));
        CHECK(std::abs(split.whole.q(j, c) - derivative(&HeadInputs<Dual>::q, j, c)) <=
              1e-12 * greatest_magnitude(split.whole.q));
      }
      for (int c = 0; c < 2; ++c) {
        CHECK(std::abs(split.whole.v(j, c) - derivative(&HeadInputs<Dual>::v, j, c)) <=
              1e-12 * greatest_magnitude(split.whole.v));
      }
    }
  }
}

TEST_CASE(
    "future gradients: 28 later and 8 own at N = 8, (N − 1)/2 a key; the first key's own part is zero") {
  for (const int tokens : {1, 2, 3, 4, 5, 8, 17, 64}) {
    const LossHead head = random_loss_head(tokens, 2, 2, 3, Mask::causal());
    const future::Terms terms = future::all_terms(head);
    CHECK(terms.own == tokens);
    CHECK(terms.later == tokens * (tokens - 1) / 2);
    CHECK(terms.earlier == 0);
    const future::Split split = future::split(head);
    CHECK(future::parts_of(split, By::keys, 0).own <= 1e-15);
    if (tokens > 1) {
      CHECK(future::parts_of(split, By::keys, 0).later > 1e-6);
    }
    CHECK(std::isnan(future::ratio(future::parts_of(split, By::keys, 0), future::rounding(head, By::keys))));
  }
}

TEST_CASE("future gradients: of a part that is only rounding no ratio is made") {
  LossHead head = random_loss_head(8, 3, 2, 13, Mask::causal());
  for (int j = 0; j < 8; ++j) {
    std::ranges::copy(std::vector<double>{0.3, 0.7}, head.inputs.v.row(j).begin());
  }
  const future::Split split = future::split(head);  // equal values: no score matters
  const double zero = future::rounding(head, By::keys);
  CHECK(greatest_magnitude(split.whole.k) > 0);
  CHECK(zero > greatest_magnitude(split.whole.k));
  CHECK(zero < 1e-10);
  for (int j = 0; j < 8; ++j) {
    CHECK(std::isnan(future::ratio(future::parts_of(split, By::keys, j), zero)));
  }
  CHECK_FALSE(
      std::isnan(future::ratio(future::all_parts(split, By::values), future::rounding(head, By::values))));
}

TEST_CASE("future gradients: by length, as of every prefix by itself") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const Mask& mask : masks(tokens)) {
      const LossHead head = random_loss_head(tokens, 3, 4, 12, mask);
      for (const By by : {By::keys, By::values}) {
        const std::vector<future::Parts> all = future::parts_by_length(head, by);
        REQUIRE(static_cast<int>(all.size()) == tokens);
        for (int n = 1; n <= tokens; ++n) {
          const future::Parts want = future::all_parts(future::split(future::first_tokens(head, n)), by);
          const future::Parts& got = all[static_cast<std::size_t>(n - 1)];
          CHECK(std::abs(got.own - want.own) <= 1e-12);
          CHECK(std::abs(got.later - want.later) <= 1e-12);
          CHECK(got.earlier == want.earlier);
        }
      }
    }
  }
}

TEST_CASE("future gradients: equal weights, 0.92 at N = 4, 1.94 at 8, 12.5 at 64") {
  for (const int tokens : {1, 2, 3, 4, 5, 8, 17, 64}) {
    const LossHead head = uniform(tokens);
    const double h = harmonic(tokens);
    const future::Parts parts = future::all_parts(future::split(head), By::values);
    CHECK(future::ratio(parts, future::rounding(head, By::values)) ==
          doctest::Approx((tokens - h) / h).epsilon(1e-12));
    CHECK((parts.own > parts.later) == (tokens <= 4));  // the own part wins in a short text
  }
  const auto at_length = [](int tokens) {
    const LossHead head = uniform(tokens);
    return future::ratio(future::all_parts(future::split(head), By::values), 0);
  };
  CHECK(at_length(4) == doctest::Approx(0.92).epsilon(1e-3));
  CHECK(at_length(8) == doctest::Approx(1.94).epsilon(2e-3));
  CHECK(at_length(64) == doctest::Approx(12.5).epsilon(2e-3));
}

TEST_CASE("future gradients: a loss on position 5 alone reaches keys 0 to 5 and no other") {
  LossHead head = random_loss_head(8, 3, 2, 9, Mask::causal());
  head.d_output = future::output_gradient({{0, 0, 0, 0, 0, 1, 0, 0}}, {{1, 1}}, 8);
  const future::Split split = future::split(head);
  for (int j = 0; j < 8; ++j) {
    CHECK((future::length(split.whole.k.row(j)) > 0) == (j <= 5));
    CHECK((future::length(split.whole.v.row(j)) > 0) == (j <= 5));
    CHECK(future::terms_of(head, j).all() == (j <= 5 ? 1 : 0));
  }
}

TEST_CASE(
    "future gradients: hiding the pair (3, 3) or taking the loss from 3 leaves k_3 no part of its own") {
  Matrix<std::uint8_t> bits = Mask::causal().as_bits(8).bits();
  bits(3, 3) = 0;
  LossHead head = random_loss_head(8, 3, 2, 9, Mask::causal());
  head.d_output = Matrix<double>(8, 2, 1);
  CHECK(future::parts_of(future::split(head), By::keys, 3).own > 1e-6);
  LossHead hidden = head;
  hidden.mask = Mask::bits(bits);
  LossHead without_loss = head;
  without_loss.d_output = future::output_gradient({{1, 1, 1, 0, 1, 1, 1, 1}}, {{1, 1}}, 8);
  for (const LossHead& one : {hidden, without_loss}) {
    CHECK(future::terms_of(one, 3).own == 0);
    CHECK(future::parts_of(future::split(one), By::keys, 3).own == 0);
    CHECK(future::parts_of(future::split(one), By::values, 3).own == 0);
    CHECK(future::parts_of(future::split(one), By::keys, 3).later > 1e-6);
  }
}

TEST_CASE(
    "future gradients: self only, the output is X W_Vᵀ and nothing reaches W_Q and W_K, to the last digit") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    Random random(static_cast<std::uint64_t>(tokens));
    const future::Projections w = {random_matrix(tokens, 4, random), random_matrix(3, 4, random),
                                   random_matrix(3, 4, random), random_matrix(2, 4, random)};
    const LossHead head = {future::projected(w),
                           Mask::diagonal(),
                           random_matrix(tokens, 2, random),
                           {.scale = 1 / std::sqrt(3.0)}};
    const auto output =
        softmax_attention::materialised<double>(head.inputs, head.mask, head.options, {}).output;
    CHECK(output == head.inputs.v);
    const future::Split split = future::split(head);
    CHECK(all_zero(split.whole.q));
    CHECK(all_zero(split.whole.k));
    CHECK(split.whole.v == head.d_output);
    const future::Gradients weights = future::weight_gradients(w, split.whole);
    CHECK(all_zero(weights.q));
    CHECK(all_zero(weights.k));
    CHECK_FALSE(all_zero(weights.v));
  }
}
