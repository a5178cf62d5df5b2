#include <doctest/doctest.h>

#include "cost/cost.h"
#include "mechanisms/counting.h"
#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("the counted cost of one pass equals its closed form, field by field") {
  for_each_trial(33, 4, [](const Trial& trial, Random&) {
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      Cost cost;
      const HeadInputs<Counted> inputs = counted(trial.inputs, cost);
      cost = Cost{.tokens_projected = trial.tokens};
      form->pass.in_counted(inputs, trial.mask, trial.parameters, {&cost});
      INFO(form->id);
      check_equal(cost, trial.mechanism->pass_cost(*form, trial.setting()));
    }
  });
}

TEST_CASE("the counted cost of all steps equals its closed form, field by field") {
  for_each_trial(33, 4, [](const Trial& trial, Random&) {
    if (steps_refusal(*trial.mechanism, trial.setting())) {
      return;
    }
    Cost step;
    const HeadInputs<Counted> inputs = counted(trial.inputs, step);
    DecodeState<Counted> state = trial.mechanism->steps.start_counted(inputs, trial.parameters, {&step});
    Cost run;
    for (int t = 0; t < trial.tokens; ++t) {
      step = Cost{.tokens_projected = 1};
      trial.mechanism->steps.step_counted(state, inputs, trial.mask, trial.parameters, {&step});
      run = run + step;
    }
    INFO(describe(trial));
    check_equal(run, trial.mechanism->steps_cost(trial.setting()));
  });
}

TEST_CASE("what is counted does not depend on the numbers, and counting does not change them") {
  for_each_trial(9, 3, [](const Trial& trial, Random& random) {
    const auto follows = trial.mechanism->cost_depends_on_numbers;
    if (follows != nullptr && follows(trial.parameters)) {
      return;  // its closed form is given the numbers
    }
    Trial other = trial;
    draw_inputs(other, random);
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      Cost cost;
      Cost other_cost;
      const HeadOutputs<Counted> outputs =
          form->pass.in_counted(counted(trial.inputs, cost), trial.mask, trial.parameters, {&cost});
      form->pass.in_counted(counted(other.inputs, other_cost), other.mask, other.parameters, {&other_cost});
      check_equal(cost, other_cost);
      CHECK(outputs.output.map<double>([](Counted x) { return plain(x); }) == run(*form, trial).output);
    }
  });
}
