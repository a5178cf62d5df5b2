#include <doctest/doctest.h>

#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// A form that is there to show why the others subtract a maximum.
bool overflows(const Form& form) { return form.id.ends_with("naive"); }

// Every form that exists is finite and gives the same.
void check_agreement(const Trial& trial) {
  INFO(describe(trial));
  std::vector<const Form*> forms = forms_of(trial);
  std::erase_if(forms, [](const Form* form) { return overflows(*form); });
  const Matrix<double> first = run(*forms.front(), trial).output;
  CHECK(all_finite(first));
  for (const Form* form : forms) {
    INFO(form->id);
    CHECK(apart(run(*form, trial).output, first, 10) <= 1);
  }
  if (!steps_refusal(*trial.mechanism, trial.setting())) {
    CHECK(apart(step_through(trial), first, 10) <= 1);
  }
}

// No weight is negative and every row sums to one.
bool weighs_by_softmax(const Trial& trial, const Trace& trace) {
  for (int i = 0; i < trial.tokens; ++i) {
    double sum = 0;
    for (const double weight : trace.weights.row(i)) {
      sum += weight < 0 ? 2 : weight;
    }
    if (std::abs(sum - 1) > 1e-9) {
      return false;
    }
  }
  return true;
}

}  // namespace

// exp overflows at 709.8, so every logit here would need its maximum subtracted.
TEST_CASE("logits of thousands, of either sign, stay finite and right in every form") {
  int one_hot = 0;
  for_each_trial(9, 4, [&](const Trial& drawn, Random& random) {
    Trial trial = drawn;
    trial.parameters.erase("epsilon");  // none at all, and features that underflow divide by zero
    draw_inputs(trial, random, 1);
    for (double& element : trial.inputs.q.elements()) {
      element *= 4096;
    }
    check_agreement(trial);
    const Trace trace = trial.mechanism->trace(trial.inputs, trial.mask, trial.parameters);
    one_hot += weighs_by_softmax(trial, trace) && magnitude(trace.scores) > 5000 ? 1 : 0;
  });
  CHECK(one_hot >= 3);  // it met what it is about
}

TEST_CASE("keys as large as thousands stay finite and right in every form") {
  for_each_trial(4, 6, [](const Trial& drawn, Random&) {
    Trial trial = drawn;
    trial.parameters.erase("epsilon");
    for (double& element : trial.inputs.k.elements()) {
      element *= 4096;
    }
    check_agreement(trial);
  });
}

TEST_CASE("gates, decays and rates at either end of their range stay finite and right") {
  for_each_trial(17, 4, [](const Trial& drawn, Random& random) {
    Trial trial = drawn;
    for (const ParameterSpec& spec : drawn.mechanism->parameters) {
      if (spec.step < 1) {
        trial.parameters[std::string(spec.id)] = random.below(2) == 0 ? spec.minimum : spec.maximum;
      }
    }
    without_factors(trial);
    for (std::size_t n = 0; n < trial.inputs.more.size(); ++n) {
      const InputSpec& spec = trial.mechanism->inputs[n];
      if (narrow(spec)) {
        for (double& element : trial.inputs.more[n].elements()) {
          element = random.below(2) == 0 ? spec.minimum : spec.maximum;
        }
      }
    }
    if (!refusal(*trial.mechanism, trial.setting())) {
      check_agreement(trial);
    }
  });
}

TEST_CASE("with decay 0 an output knows its own token only, with decay 1 it is attention without a decay") {
  const Mechanism* undecayed = find_mechanism("unnormalised_attention");
  REQUIRE((undecayed != nullptr));
  for_each_trial(17, 4, [&](const Trial& drawn, Random& random) {
    if (drawn.mechanism->id != "decayed_attention" || drawn.mask.kind() != Mask::Kind::causal) {
      return;
    }
    Trial trial = drawn;
    trial.parameters["gamma"] = 0;
    Trial own = trial;
    const int row = random.below(trial.tokens);
    draw_inputs(own, random);
    std::ranges::copy(trial.inputs.q.row(row), own.inputs.q.row(row).begin());
    std::ranges::copy(trial.inputs.k.row(row), own.inputs.k.row(row).begin());
    std::ranges::copy(trial.inputs.v.row(row), own.inputs.v.row(row).begin());
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      CHECK(std::ranges::equal(run(*form, trial).output.row(row), run(*form, own).output.row(row)));
    }
    trial.parameters = {{"gamma", 1}};
    Trial plain = trial;
    plain.mechanism = undecayed;
    plain.parameters.clear();
    CHECK(apart(run(*forms_of(trial).front(), trial).output, run(*forms_of(plain).front(), plain).output) <=
          1);
  });
}
