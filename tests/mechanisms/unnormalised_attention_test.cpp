#include "mechanisms/unnormalised_attention/unnormalised_attention.h"

#include <doctest/doctest.h>

#include "mechanisms/counting.h"
#include "mechanisms/decayed_attention/mechanism.h"
#include "mechanisms/inputs.h"
#include "mechanisms/unnormalised_attention/mechanism.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const Mechanism& unnormalised = unnormalised_attention::mechanism;

HeadOutputs<double> pass(std::string_view form, const HeadInputs<double>& inputs, const Mask& mask) {
  return find_form(unnormalised, form)->pass.in_double(inputs, mask, {}, {});
}

Cost cost(std::string_view form, int tokens, int key_width, int value_width) {
  const HeadInputs<double> inputs = random_head(tokens, key_width, value_width, 1);
  Cost result;
  find_form(unnormalised, form)->pass.in_counted(counted(inputs, result), Mask::none(), {}, {&result});
  return result;
}

}  // namespace

TEST_CASE("no softmax: (QKᵀ)V = Q(KᵀV) without a mask, for every size") {
  for (int tokens = 0; tokens <= 12; ++tokens) {
    for (int width = 1; width <= 5; ++width) {
      const HeadInputs<double> inputs = random_head(tokens, width, 6 - width, 3);
      CHECK(largest_difference(pass("scores_first", inputs, Mask::none()).output,
                               pass("state_first", inputs, Mask::none()).output) < 1e-13);
    }
  }
}

TEST_CASE("no softmax: with the causal mask the product no longer associates, and the forms say so") {
  const HeadInputs<double> inputs = random_head(6, 3, 2, 3);
  CHECK(largest_difference(pass("parallel", inputs, Mask::causal()).output,
                           pass("state_first", inputs, Mask::none()).output) > 0.1);
  for (const Form& form : unnormalised.forms) {
    const bool whole = form.id == "scores_first" || form.id == "state_first";
    CAPTURE(form.id);
    CHECK(form.absent({Mask::causal(), 6, 3, 2, {}}).has_value() == whole);
    CHECK(form.absent({Mask::none(), 6, 3, 2, {}}).has_value() == !whole);
  }
  CHECK(!find_form(unnormalised, "parallel")->absent({random_bits(6, 7), 6, 3, 2, {}}));
}

TEST_CASE("no softmax: with the causal mask it is decayed attention with γ = 1") {
  const HeadInputs<double> inputs = random_head(9, 3, 4, 3);
  for (const char* form : {"parallel", "recurrent", "chunkwise"}) {
    CHECK(pass(form, inputs, Mask::causal()).output ==
          find_form(decayed_attention::mechanism, form)
              ->pass.in_double(inputs, Mask::causal(), {{"gamma", 1}}, {})
              .output);
  }
}

TEST_CASE("no softmax: both orders cost the same at S = 2 d_k d_v / (d_k + d_v)") {
  CHECK(cost("scores_first", 4, 4, 4).mac == cost("state_first", 4, 4, 4).mac);
  CHECK(cost("scores_first", 5, 4, 4).mac > cost("state_first", 5, 4, 4).mac);
  CHECK(cost("scores_first", 4, 3, 6).mac == cost("state_first", 4, 3, 6).mac);
  CHECK(cost("state_first", 7, 4, 3).score_dot_products == 0);
  CHECK(cost("scores_first", 7, 4, 3).scores_held == 49);
}

TEST_CASE("no softmax: counts equal the closed forms under every mask") {
  for (const int tokens : {1, 2, 5, 8}) {
    const HeadInputs<double> inputs = random_head(tokens, 4, 3, 2);
    for (const Mask& mask : masks(tokens)) {
      for (const double chunk : {1.0, 3.0, 64.0}) {
        check_closed_forms(unnormalised, inputs, mask, {{"chunk", chunk}});
      }
    }
  }
}

TEST_CASE("no softmax: without a mask the board shows KᵀV, and what it shows gives the output") {
  const HeadInputs<double> inputs = random_head(5, 3, 2, 3);
  CHECK(unnormalised.trace(inputs, Mask::causal(), {}).more.empty());
  const Trace trace = unnormalised.trace(inputs, Mask::none(), {});
  REQUIRE(trace.more.size() == 1);
  double sum = 0;
  for (int t = 0; t < 5; ++t) {
    sum += inputs.k(t, 2) * inputs.v(t, 1);
  }
  CHECK(trace.more[0].values(2, 1) == doctest::Approx(sum));
}
