#include "experiment/evaluate.h"

namespace lookback {

Evaluation evaluate(const Experiment& experiment, const Previous* previous) {
  const int arrived = experiment.position;
  const Mechanism& mechanism = mechanism_of(experiment);
  const Form& form = form_of(experiment);
  const HeadInputs<double> inputs = inputs_of(experiment, arrived);

  Evaluation result;
  result.trace = mechanism.trace(inputs, experiment.mask, experiment.parameters);
  result.output = form.pass.in_double(inputs, experiment.mask, experiment.parameters, {}).output;
  if (!steps_refusal(mechanism, setting_of(experiment))) {
    result.state = mechanism.steps.start_double(inputs, experiment.parameters, {});
    for (int t = 0; t < arrived; ++t) {
      mechanism.steps.step_double(*result.state, inputs, experiment.mask, experiment.parameters, {});
    }
  }
  result.scores_held = form.holds_scores;
  for (int query = 0; query < arrived; ++query) {
    std::int64_t hidden = 0;
    for (int key = 0; key < arrived; ++key) {
      hidden += experiment.mask.visible(query, key) ? 0 : 1;
    }
    result.masked_pairs += hidden;
    if (hidden == arrived) {
      result.empty_rows.push_back(query);
    }
  }
  if (previous != nullptr && same_cost(previous->experiment, experiment)) {
    result.generation = previous->evaluation.generation;
  } else {
    result.generation = generate(experiment);
  }
  return result;
}

}  // namespace lookback
