#include "mechanisms/scalar_decay_ssd/scalar_decay_ssd.h"

#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/gated_linear_attention/mechanism.h"
#include "mechanisms/recurrences.h"
#include "mechanisms/scalar_decay_ssd/mechanism.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const Mechanism& ssd = scalar_decay_ssd::mechanism;

// Straight from o_i = Σ_{j ≤ i} (q_i·k_j) a_i a_{i-1} … a_{j+1} v_j, in long double.
Matrix<double> ssd_by_definition(const HeadInputs<double>& head, const Mask& mask = Mask::causal()) {
  Matrix<double> output(head.v.rows(), head.v.columns());
  for (int i = 0; i < head.v.rows(); ++i) {
    for (int e = 0; e < head.v.columns(); ++e) {
      long double sum = 0;
      for (int j = 0; j <= i; ++j) {
        long double weight = mask.visible(i, j) ? 1 : 0;
        for (int m = j + 1; m <= i; ++m) {
          weight *= head.more[0](m, 0);
        }
        for (int c = 0; c < head.k.columns(); ++c) {
          sum += weight * head.q(i, c) * head.k(j, c) * head.v(j, e);
        }
      }
      output(i, e) = static_cast<double>(sum);
    }
  }
  return output;
}

}  // namespace

TEST_CASE("scalar decay: every form equals the definition, at the cost of its closed form") {
  for (int tokens = 0; tokens <= 17; ++tokens) {
    CAPTURE(tokens);
    const HeadInputs<double> head = random_recurrence(ssd, tokens, 3, 2, static_cast<std::uint64_t>(tokens));
    check_forms(ssd, head, ssd_by_definition(head));
    check_picture(ssd, head);
  }
}

TEST_CASE("scalar decay: the parallel form exists under every mask that looks back only") {
  const HeadInputs<double> head = random_recurrence(ssd, 7, 3, 2, 1);
  const Form& parallel = *find_form(ssd, "parallel");
  int existing = 0;
  for (const Mask& mask : masks(7)) {
    if (parallel.absent({mask, 7, 3, 2, {}})) {
      CHECK(!mask.is_causal(7));
      continue;
    }
    ++existing;
    CHECK(largest_difference(parallel.pass.in_double(head, mask, {}, {}).output,
                             ssd_by_definition(head, mask)) < 1e-14);
  }
  CHECK(existing == 4);  // causal, diagonal and two windows
}

TEST_CASE(
    "scalar decay with a constant is decayed attention; with equal channels, gated linear attention is it") {
  HeadInputs<double> head = random_recurrence(ssd, 9, 3, 2, 1);
  HeadInputs<double> gated = head;
  gated.more[0] = Matrix<double>(9, 3);
  for (int t = 0; t < 9; ++t) {
    std::ranges::fill(gated.more[0].row(t), head.more[0](t, 0));
  }
  CHECK(largest_difference(run(gated_linear_attention::mechanism, "recurrent", gated, {{"scaled", 0.0}}),
                           run(ssd, "recurrent", head)) < 1e-14);
  for (const double gamma : {0.0, 0.9, 1.0}) {
    head.more[0] = Matrix<double>(9, 1, gamma);
    check_forms(ssd, head, decayed_attention::parallel<double>(head, Mask::causal(), gamma, {}).output);
  }
}

TEST_CASE("scalar decay: L by hand") {
  const Matrix<double> mask = scalar_decay_ssd::decay_mask(Matrix<double>{{0.7}, {0.5}, {0.0}, {0.25}});
  CHECK(mask == Matrix<double>{{1, 0, 0, 0}, {0.5, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0.25, 1}});
}

TEST_CASE("scalar decay costs a token 3 d_k d_v multiplications and 2 d_k d_v additions") {
  const Cost cost = count(ssd, "recurrent", random_recurrence(ssd, 7, 4, 3, 1));
  CHECK(cost.mul == 7 * 3 * 12);
  CHECK(cost.add == 7 * 2 * 12);
  CHECK(cost.mac == 7 * 2 * 12);
  CHECK(cost.state_read == 7 * 12);
  CHECK(cost.state_held == 12);
}
