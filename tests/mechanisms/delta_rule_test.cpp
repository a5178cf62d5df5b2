#include "mechanisms/delta_rule/delta_rule.h"

#include <cmath>

#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/delta_rule/mechanism.h"
#include "mechanisms/gated_delta_rule/mechanism.h"
#include "mechanisms/recurrences.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const Mechanism& delta = delta_rule::mechanism;
const Mechanism& gated = gated_delta_rule::mechanism;

// As a product of matrices, S_t = (I - β k kᵀ) a S_{t-1} + β kᵀ v, in long double.
Matrix<double> delta_rule_by_definition(const HeadInputs<double>& head, double scale) {
  const auto keys = static_cast<std::size_t>(head.k.columns());
  const auto values = static_cast<std::size_t>(head.v.columns());
  std::vector<std::vector<long double>> state(keys, std::vector<long double>(values, 0));
  Matrix<double> output(head.v.rows(), head.v.columns());
  for (int t = 0; t < head.v.rows(); ++t) {
    const long double beta = head.more[0](t, 0);
    const long double decay = head.more.size() > 1 ? head.more[1](t, 0) : 1;
    std::vector<std::vector<long double>> next = state;
    for (std::size_t c = 0; c < keys; ++c) {
      for (std::size_t e = 0; e < values; ++e) {
        next[c][e] = beta * head.k.row(t)[c] * head.v.row(t)[e];
        for (std::size_t b = 0; b < keys; ++b) {
          next[c][e] += ((b == c ? 1 : 0) - beta * head.k.row(t)[c] * head.k.row(t)[b]) * decay * state[b][e];
        }
      }
    }
    state = next;
    for (std::size_t e = 0; e < values; ++e) {
      long double sum = 0;
      for (std::size_t c = 0; c < keys; ++c) {
        sum += head.q.row(t)[c] * state[c][e];
      }
      output.row(t)[e] = static_cast<double>(sum * scale);
    }
  }
  return output;
}

}  // namespace

TEST_CASE("delta rules: both forms equal the definition, at the cost of their closed forms") {
  for (const Mechanism* mechanism : {&delta, &gated}) {
    CAPTURE(mechanism->id);
    for (int tokens = 0; tokens <= 17; ++tokens) {
      CAPTURE(tokens);
      const HeadInputs<double> head =
          random_recurrence(*mechanism, tokens, 3, 2, static_cast<std::uint64_t>(tokens));
      check_forms(*mechanism, head, delta_rule_by_definition(head, 1 / std::sqrt(3.0)));
      check_forms(*mechanism, head, delta_rule_by_definition(head, 1), {{"scaled", 0.0}});
      check_picture(*mechanism, head);
    }
  }
}

TEST_CASE("delta rule: with orthonormal keys and β = 1 nothing is corrected") {
  HeadInputs<double> head = random_head(4, 4, 3, 1);
  head.k = Matrix<double>{{0, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}};
  head.more = {Matrix<double>(4, 1, 1)};
  check_forms(delta, head, decayed_attention::parallel<double>(head, Mask::causal(), {}, {}).output,
              {{"scaled", 0.0}});
}

TEST_CASE("delta rule: with β = 1 a key that comes again gets its new value, and the old one is gone") {
  HeadInputs<double> head;
  head.q = head.k = Matrix<double>{{0.6, 0.8}, {0.6, 0.8}, {0.6, 0.8}};
  head.v = Matrix<double>{{1, 2}, {5, 7}, {-3, 4}};
  head.more = {Matrix<double>(3, 1, 1)};
  for (const Form& form : delta.forms) {
    CHECK(largest_difference(run(delta, form.id, head, {{"scaled", 0.0}}), head.v) < 1e-14);
  }
  // The weights of the picture say the same: only the newest value is read.
  const Trace trace = delta.trace(head, Mask::causal(), {{"scaled", 0.0}});
  CHECK(trace.weights(2, 2) == doctest::Approx(1).epsilon(1e-14));
  CHECK(std::abs(trace.weights(2, 0)) < 1e-14);
  CHECK(trace.more[0].id == "predicted");
  CHECK(trace.more[0].values(2, 1) == doctest::Approx(7).epsilon(1e-14));
  CHECK(trace.more[1].id == "written");
  CHECK(trace.more[1].values(2, 1) == doctest::Approx(-3).epsilon(1e-14));
}

TEST_CASE("delta rule: β = 0 writes nothing") {
  HeadInputs<double> head = random_recurrence(delta, 5, 3, 2, 1);
  head.more[0](4, 0) = 0;
  CHECK(state_after(delta, head) == state_after(delta, prefix(head, delta.inputs, 4)));
}

TEST_CASE("gated delta rule: without decay it is the delta rule") {
  HeadInputs<double> head = random_recurrence(delta, 9, 3, 2, 1);
  const Matrix<double> expected = run(delta, "recurrent", head);
  head.more.emplace_back(9, 1, 1);
  check_forms(gated, head, expected);
}

TEST_CASE("gated delta rule: the prediction uses the decayed state") {
  HeadInputs<double> head = random_recurrence(gated, 3, 3, 2, 1);
  head.more[0](2, 0) = 0.5;
  head.more[1](2, 0) = 0;  // forgets all: nothing is predicted, and half of the value is written
  const Trace trace = gated.trace(head, Mask::causal(), {});
  for (int c = 0; c < 2; ++c) {
    CHECK(trace.more[0].values(2, c) == 0);
    CHECK(trace.more[1].values(2, c) == 0.5 * head.v(2, c));
  }
}

TEST_CASE("delta rules cost a token what the table of section 12.3 says") {
  const Parameters unscaled = {{"scaled", 0.0}};
  const Cost cost = count(delta, "recurrent", random_recurrence(delta, 7, 4, 3, 1), unscaled);
  CHECK(cost.mul == 273);
  CHECK(cost.add == 273);
  CHECK(cost.mac == 252);
  CHECK(cost.state_read == 84);
  CHECK(cost.state_written == 84);
  CHECK(cost.state_held == 12);
  const Cost with_decay = count(gated, "recurrent", random_recurrence(gated, 7, 4, 3, 1), unscaled);
  CHECK(with_decay.mul == 357);
  CHECK(with_decay.add == 273);
  CHECK(with_decay.mac == 252);
}
