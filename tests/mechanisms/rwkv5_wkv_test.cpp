#include "mechanisms/gated_linear_attention/mechanism.h"
#include "mechanisms/recurrences.h"
#include "mechanisms/rwkv5_wkv/mechanism.h"
#include "mechanisms/rwkv6_wkv/mechanism.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const Mechanism& rwkv5 = rwkv5_wkv::mechanism;
const Mechanism& rwkv6 = rwkv6_wkv::mechanism;

// Straight from o_i = Σ_{j<i} Σ_c r_ic k_jc (w_{j+1,c} … w_{i-1,c}) v_j + Σ_c r_ic u_c k_ic v_i, in long
// double.
Matrix<double> rwkv5_by_definition(const HeadInputs<double>& head) {
  const Matrix<double>& decays = head.more[0];
  Matrix<double> output(head.v.rows(), head.v.columns());
  for (int i = 0; i < head.v.rows(); ++i) {
    for (int e = 0; e < head.v.columns(); ++e) {
      long double sum = 0;
      for (int j = 0; j <= i; ++j) {
        for (int c = 0; c < head.k.columns(); ++c) {
          long double term = static_cast<long double>(head.q(i, c)) * head.k(j, c) * head.v(j, e);
          term *= j == i ? head.more[1](0, c) : 1;
          for (int m = j + 1; m < i; ++m) {
            term *= decays(decays.rows() == 1 ? 0 : m, c);
          }
          sum += term;
        }
      }
      output(i, e) = static_cast<double>(sum);
    }
  }
  return output;
}

}  // namespace

TEST_CASE("RWKV-5 and 6: every form equals the definition, at the cost of its closed form") {
  for (const Mechanism* mechanism : {&rwkv5, &rwkv6}) {
    CAPTURE(mechanism->id);
    for (int tokens = 0; tokens <= 17; ++tokens) {
      CAPTURE(tokens);
      const HeadInputs<double> head =
          random_recurrence(*mechanism, tokens, 3, 2, static_cast<std::uint64_t>(tokens));
      check_forms(*mechanism, head, rwkv5_by_definition(head));
      check_picture(*mechanism, head);
    }
  }
}

TEST_CASE("RWKV reads before it decays: the token before has weight r·k, whatever the decay") {
  HeadInputs<double> head = random_recurrence(rwkv6, 5, 3, 2, 1);
  for (const double decay : {0.0, 0.3, 1.0}) {
    std::ranges::fill(head.more[0].elements(), decay);
    const Trace trace = rwkv6.trace(head, Mask::causal(), {});
    for (int i = 1; i < 5; ++i) {
      CHECK(trace.weights(i, i - 1) == dot<double>(head.q.row(i), head.k.row(i - 1)));
    }
  }
}

TEST_CASE("RWKV-5 with u = 1/w and r = w ⊙ q is gated linear attention with a constant gate") {
  HeadInputs<double> head = random_recurrence(rwkv5, 9, 3, 2, 1);
  HeadInputs<double> gated = head;
  gated.more = {Matrix<double>(9, 3)};
  for (int c = 0; c < 3; ++c) {
    const double w = head.more[0](0, c);
    head.more[1](0, c) = 1 / w;
    for (int t = 0; t < 9; ++t) {
      gated.more[0](t, c) = w;
      head.q(t, c) = w * gated.q(t, c);
    }
  }
  const Matrix<double> expected =
      run(gated_linear_attention::mechanism, "recurrent", gated, {{"scaled", 0.0}});
  CHECK(largest_difference(run(rwkv5, "recurrent", head), expected) < 1e-14);
}

TEST_CASE("RWKV-6 with the same decay for every token is RWKV-5") {
  const HeadInputs<double> head = random_recurrence(rwkv5, 9, 3, 2, 1);
  HeadInputs<double> dynamic = head;
  dynamic.more[0] = Matrix<double>(9, 3);
  for (int t = 0; t < 9; ++t) {
    std::ranges::copy(head.more[0].row(0), dynamic.more[0].row(t).begin());
  }
  for (const Form& form : rwkv5.forms) {
    CHECK(run(rwkv5, form.id, head) == run(rwkv6, form.id, dynamic));
  }
}

TEST_CASE("RWKV-5 costs a token 4 d_k d_v multiplications, 3 d_k d_v additions and d_k d_v multiply–adds") {
  const Cost cost = count(rwkv5, "recurrent", random_recurrence(rwkv5, 7, 4, 3, 1));
  CHECK(cost.mul == 336);
  CHECK(cost.add == 252);
  CHECK(cost.mac == 84);
  CHECK(cost.state_read == 84);
  CHECK(cost.state_written == 84);
  CHECK(cost.state_held == 12);
}
