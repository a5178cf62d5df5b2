#include "mechanisms/gated_delta_rule/mechanism.h"

#include "base/say.h"
#include "mechanisms/delta_rule/board.h"

namespace lookback::gated_delta_rule {
namespace {

constexpr std::array<InputSpec, 2> inputs = {{
    delta_rule::beta_input,
    {.id = "decay",
     .title = "decays a"_said,
     .meaning =
         "What a token leaves of the whole state before it is asked and written: 1 keeps it, 0 forgets it."_said,
     .rows = Size::tokens,
     .columns = Size::one,
     .start = Start::random,
     .start_value = 0.9,
     .minimum = 0,
     .maximum = 1,
     .start_spread = 0.1},
}};

Cost cost_of_pass(const Form& form, const Setting& setting) {
  return delta_rule::pass_cost(form, setting, true);
}
Cost cost_of_steps(const Setting& setting) { return cost_of_pass(delta_rule::forms[0], setting); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  return state_formula(counter, strategy, "3 d_k d_v·n");
}

}  // namespace

const Mechanism mechanism = {
    .id = "gated_delta_rule",
    .title = "Gated delta rule"_said,
    .equation = "S = a_t S_{t−1},  S_t = S + β_t k_tᵀ (v_t − k_t S),  o_t = σ q_t S_t",
    .road = Road::gates,
    .parameters = delta_rule::parameters,
    .inputs = inputs,
    .forms = delta_rule::forms,
    .state_title = "State S"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<delta_rule::Recurrence>(),
    .titles = delta_rule::titles,
    .trace = delta_rule::trace,
    .pass_cost = cost_of_pass,
    .steps_cost = cost_of_steps,
    .formula = formula,
    .explain = delta_rule::explain,
};

}  // namespace lookback::gated_delta_rule
