#include "experiment/evaluate.h"

namespace lookback {

Evaluation evaluate(const Experiment& experiment, const Previous* previous) {
  const int arrived = experiment.position;
  const HeadInputs<double> inputs = prefix(experiment.inputs, arrived);
  const Form& form = form_of(experiment);

  Evaluation result;
  result.trace = mechanism_of(experiment).trace(inputs, experiment.mask, experiment.parameters);
  result.output = form.evaluate(inputs, experiment.mask, experiment.parameters).output;
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
