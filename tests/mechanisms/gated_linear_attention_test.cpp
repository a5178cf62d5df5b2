#include <cmath>

#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/gated_linear_attention/mechanism.h"
#include "mechanisms/recurrences.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const Mechanism& gla = gated_linear_attention::mechanism;

// Straight from o_i = σ Σ_{j ≤ i} Σ_c q_ic k_jc (α_{j+1,c} … α_ic) v_j, in long double.
Matrix<double> gla_by_definition(const HeadInputs<double>& head, double scale) {
  Matrix<double> output(head.v.rows(), head.v.columns());
  for (int i = 0; i < head.v.rows(); ++i) {
    for (int e = 0; e < head.v.columns(); ++e) {
      long double sum = 0;
      for (int j = 0; j <= i; ++j) {
        for (int c = 0; c < head.k.columns(); ++c) {
          long double term = static_cast<long double>(head.q(i, c)) * head.k(j, c) * head.v(j, e) * scale;
          for (int m = j + 1; m <= i; ++m) {
            term *= head.more[0](m, c);
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

TEST_CASE("gated linear attention: every form equals the definition, at the cost of its closed form") {
  for (int tokens = 0; tokens <= 17; ++tokens) {
    CAPTURE(tokens);
    const HeadInputs<double> head = random_recurrence(gla, tokens, 3, 2, static_cast<std::uint64_t>(tokens));
    check_forms(gla, head, gla_by_definition(head, 1 / std::sqrt(3.0)));
    check_forms(gla, head, gla_by_definition(head, 1), {{"scaled", 0.0}});
    check_picture(gla, head);
  }
}

TEST_CASE("gated linear attention: with equal gates it is decayed attention") {
  HeadInputs<double> head = random_recurrence(gla, 9, 3, 2, 1);
  for (const double gamma : {0.0, 0.9, 1.0}) {
    CAPTURE(gamma);
    head.more[0] = Matrix<double>(9, 3, gamma);
    check_forms(gla, head, decayed_attention::parallel<double>(head, Mask::causal(), gamma, {}).output,
                {{"scaled", 0.0}});
  }
}

TEST_CASE("gated linear attention: the gate of a token acts before the token is added") {
  HeadInputs<double> head = random_recurrence(gla, 4, 3, 2, 1);
  const std::vector<double> before = state_after(gla, prefix(head, gla.inputs, 3));
  std::ranges::fill(head.more[0].row(3), 0);  // the last token forgets all others, and not itself
  const std::vector<double> after = state_after(gla, head);
  for (int c = 0; c < 3; ++c) {
    for (int e = 0; e < 2; ++e) {
      CHECK(after[static_cast<std::size_t>(c * 2 + e)] == head.k(3, c) * head.v(3, e));
    }
  }
  std::ranges::fill(head.more[0].row(0), 0);  // before the first token there is nothing to forget
  CHECK(state_after(gla, prefix(head, gla.inputs, 3)) == before);
}

TEST_CASE("gated linear attention costs a token 3 d_k d_v multiplications and 2 d_k d_v additions") {
  const HeadInputs<double> head = random_recurrence(gla, 7, 4, 3, 1);
  const Cost cost = count(gla, "recurrent", head, {{"scaled", 0.0}});
  CHECK(cost.mul == 7 * 3 * 12);
  CHECK(cost.add == 7 * 2 * 12);
  CHECK(cost.mac == 7 * 2 * 12);
  CHECK(cost.state_read == 7 * 12);
  CHECK(cost.state_written == 7 * 12);
  CHECK(cost.state_held == 12);
  CHECK(count(gla, "recurrent", head).mul == cost.mul + 7 * 4);  // σ
}
