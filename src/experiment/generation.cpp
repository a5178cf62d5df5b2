#include "experiment/generation.h"

namespace lookback {
namespace {

bool keeps_cache(const Experiment& experiment) {
  return experiment.cache && experiment.mask.is_causal(experiment.token_count());
}

std::vector<Cost> count_cached(const Experiment& experiment, const Mask& mask) {
  const Mechanism& mechanism = mechanism_of(experiment);
  Cost step;
  const HeadInputs<Counted> inputs = counted(experiment.inputs, step);
  DecodeState<Counted> state =
      mechanism.initial_state(experiment.key_width(), experiment.value_width(), step);
  std::vector<Cost> steps;
  for (int t = 0; t < experiment.token_count(); ++t) {
    step = Cost{};
    step.tokens_projected = 1;
    mechanism.count_step(state, inputs, mask, experiment.parameters, step);
    steps.push_back(step);
  }
  return steps;
}

std::vector<Cost> count_recomputed(const Experiment& experiment, const Form& form, const Mask& mask) {
  Cost step;
  const HeadInputs<Counted> inputs = counted(experiment.inputs, step);
  std::vector<Cost> steps;
  for (int length = 1; length <= experiment.token_count(); ++length) {
    step = Cost{};
    step.tokens_projected = length;
    form.count(prefix(inputs, length), mask, experiment.parameters, step);
    steps.push_back(step);
  }
  return steps;
}

// The alternatives recompute in the chosen form, or in the first one where the mask rules that out.
const Form& form_under(const Experiment& experiment, const Mask& mask) {
  const Form& chosen = form_of(experiment);
  return chosen.absent(mask, experiment.token_count()) ? mechanism_of(experiment).forms.front() : chosen;
}

}  // namespace

Generation generate(const Experiment& experiment) {
  Generation result;
  result.cached = keeps_cache(experiment);
  if (experiment.cache && !result.cached) {
    result.note =
        "The cache cannot be used: under this mask a new token changes the rows before it, so every step "
        "computes all rows again.";
  }
  const Mask causal = Mask::causal();
  const Mask none = Mask::none();
  result.causal_cached = count_cached(experiment, causal);
  result.causal_recomputed = count_recomputed(experiment, form_under(experiment, causal), causal);
  result.bidirectional = count_recomputed(experiment, form_under(experiment, none), none);
  if (result.cached) {
    result.run = experiment.mask == causal ? result.causal_cached : count_cached(experiment, experiment.mask);
  } else if (experiment.mask == causal) {
    result.run = result.causal_recomputed;
  } else if (experiment.mask == none) {
    result.run = result.bidirectional;
  } else {
    result.run = count_recomputed(experiment, form_of(experiment), experiment.mask);
  }
  return result;
}

bool same_cost(const Experiment& a, const Experiment& b) {
  return a.mechanism == b.mechanism && a.form == b.form && a.parameters == b.parameters && a.mask == b.mask &&
         a.cache == b.cache && a.token_count() == b.token_count() && a.key_width() == b.key_width() &&
         a.value_width() == b.value_width();
}

Cost run_cost(const std::vector<Cost>& steps, int count) {
  LOOKBACK_ASSERT(count >= 0 && count <= static_cast<int>(steps.size()));
  Cost sum;
  for (int t = 0; t < count; ++t) {
    sum = sum + steps[static_cast<std::size_t>(t)];
  }
  return sum;
}

Cost run_closed_form(const Experiment& experiment, int tokens) {
  if (tokens == 0) {
    return {};
  }
  return mechanism_of(experiment)
      .closed_form(keeps_cache(experiment) ? Strategy::cached : Strategy::recomputed, form_of(experiment),
                   experiment.mask, tokens, experiment.key_width(), experiment.value_width(),
                   experiment.parameters);
}

Cost closed_form(const Experiment& experiment, std::string_view alternative, int tokens) {
  if (tokens == 0) {
    return {};
  }
  const Mask mask = alternative == "bidirectional" ? Mask::none() : Mask::causal();
  return mechanism_of(experiment)
      .closed_form(alternative == "causal_cached" ? Strategy::cached : Strategy::recomputed,
                   form_under(experiment, mask), mask, tokens, experiment.key_width(),
                   experiment.value_width(), experiment.parameters);
}

}  // namespace lookback
