#pragma once

#include <doctest/doctest.h>

#include "cost/cost.h"
#include "mechanisms/mechanism.h"

namespace lookback::testing {

inline void check_equal(const Cost& counted, const Cost& formula) {
  for (const CostField& field : cost_fields) {
    CAPTURE(field.id);
    CHECK(counted.*field.count == formula.*field.count);
  }
}

// Every form that exists and the steps, counted on `inputs` and against the mechanism's closed forms.
inline void check_closed_forms(const Mechanism& mechanism, const HeadInputs<double>& inputs, const Mask& mask,
                               const Parameters& parameters) {
  const int tokens = inputs.v.rows();
  const Setting setting{mask, tokens, inputs.k.columns(), inputs.v.columns(), parameters};
  CAPTURE(mechanism.id);
  CAPTURE(tokens);
  CAPTURE(static_cast<int>(mask.kind()));
  for (const Form& form : mechanism.forms) {
    if (form.absent(setting)) {
      continue;
    }
    CAPTURE(form.id);
    Cost cost;
    cost.tokens_projected = tokens;
    form.pass.in_counted(counted(inputs, cost), mask, parameters, {&cost});
    check_equal(cost, mechanism.pass_cost(form, setting));
  }
  if (steps_refusal(mechanism, setting)) {
    return;
  }
  Cost step;
  Cost run;
  const HeadInputs<Counted> numbers = counted(inputs, step);
  DecodeState<Counted> state = mechanism.steps.start_counted(numbers, parameters, {&step});
  for (int t = 0; t < tokens; ++t) {
    step = Cost{};
    step.tokens_projected = 1;
    mechanism.steps.step_counted(state, numbers, mask, parameters, {&step});
    run = t == 0 ? step : run + step;
  }
  check_equal(run, mechanism.steps_cost(setting));
}

}  // namespace lookback::testing
