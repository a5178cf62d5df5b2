#include "experiment/evaluate.h"

#include <cmath>

namespace lookback {
namespace {

// Beyond what summing in a different order does to a number of the largest magnitude.
constexpr double rounding = 1e-9;

// Takes the tokens one after another, where the mechanism can. Right for a pass over all of them too: where
// no query looks ahead, its row t is that of a pass over the first t + 1 tokens.
void take_steps(const Experiment& experiment, const HeadInputs<double>& inputs, Evaluation& result) {
  const Mechanism& mechanism = mechanism_of(experiment);
  if (steps_refusal(mechanism, setting_of(experiment))) {
    return;
  }
  Matrix<double> stepped(result.output.rows(), result.output.columns());
  result.state = mechanism.steps.start_double(inputs, experiment.parameters, {});
  for (int t = 0; t < experiment.position; ++t) {
    const HeadOutputs<double> row =
        mechanism.steps.step_double(*result.state, inputs, experiment.mask, experiment.parameters, {});
    std::ranges::copy(row.output.row(0), stepped.row(t).begin());
  }
  result.parity = parity_of(stepped, result.output);
}

Matrix<double> output_of(const Experiment& experiment, const HeadInputs<double>& inputs) {
  return form_of(experiment).pass.in_double(inputs, experiment.mask, experiment.parameters, {}).output;
}

}  // namespace

CacheParity parity_of(const Matrix<double>& stepped, const Matrix<double>& recomputed) {
  CacheParity result;
  double largest = 1;
  for (int t = 0; t < recomputed.rows(); ++t) {
    for (int c = 0; c < recomputed.columns(); ++c) {
      const double a = stepped(t, c);
      const double b = recomputed(t, c);
      if (std::isfinite(b)) {
        largest = std::max(largest, std::abs(b));
      }
      const bool same = a == b || (std::isnan(a) && std::isnan(b));
      const double off = std::isfinite(a) && std::isfinite(b) ? std::abs(a - b) : INFINITY;
      if (!same && off > result.difference) {
        result.difference = off;
        result.token = t;
        result.dimension = c;
      }
    }
  }
  result.is_rounding = result.difference <= rounding * largest;
  return result;
}

Evaluation evaluate(const Experiment& experiment, const Previous* previous) {
  const int arrived = experiment.position;
  const Mechanism& mechanism = mechanism_of(experiment);
  const Form& form = form_of(experiment);
  const HeadInputs<double> inputs = inputs_of(experiment, arrived);

  Evaluation result;
  result.trace = mechanism.trace(inputs, experiment.mask, experiment.parameters);
  result.output = output_of(experiment, inputs);
  take_steps(experiment, inputs, result);
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

Evaluation evaluate_shown(const Experiment& experiment, const Previous* previous) {
  const StudySpec& study = study_spec_of(experiment);
  if (study.on_board) {
    return evaluate(experiment, previous);
  }
  Evaluation result;
  if (study.settings.generation) {
    const HeadInputs<double> inputs = inputs_of(experiment, experiment.position);
    result.output = output_of(experiment, inputs);
    take_steps(experiment, inputs, result);
  }
  return result;
}

}  // namespace lookback
