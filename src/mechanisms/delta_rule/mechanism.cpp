#include "mechanisms/delta_rule/mechanism.h"

#include "base/say.h"
#include "mechanisms/delta_rule/board.h"

namespace lookback::delta_rule {
namespace {

constexpr std::array<InputSpec, 1> inputs = {beta_input};

Cost cost_of_pass(const Form& form, const Setting& setting) { return pass_cost(form, setting, false); }
Cost cost_of_steps(const Setting& setting) { return cost_of_pass(forms[0], setting); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  return state_formula(counter, strategy, "3 d_k d_v·n");
}

}  // namespace

const Mechanism mechanism = {
    .id = "delta_rule",
    .title = "Delta rule"_said,
    .equation = "S_t = S_{t−1} + β_t k_tᵀ (v_t − k_t S_{t−1}),  o_t = σ q_t S_t",
    .road = Road::gates,
    .parameters = parameters,
    .inputs = inputs,
    .forms = forms,
    .state_title = "State S"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<Recurrence>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = cost_of_pass,
    .steps_cost = cost_of_steps,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::delta_rule
