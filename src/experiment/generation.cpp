#include "experiment/generation.h"

#include "base/say.h"

namespace lookback {
namespace {

bool counts_numbers(const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  return mechanism.cost_depends_on_numbers != nullptr &&
         mechanism.cost_depends_on_numbers(experiment.parameters);
}

// The numbers that closed forms need, where counts depend on them.
std::optional<HeadInputs<double>> counted_numbers(const Experiment& experiment) {
  return counts_numbers(experiment) ? std::optional(inputs_of(experiment, experiment.token_count()))
                                    : std::nullopt;
}

bool keeps_state(const Experiment& experiment) {
  return experiment.cache && !steps_refusal(mechanism_of(experiment), setting_of(experiment));
}

std::vector<Cost> count_cached(const Experiment& experiment, const Mask& mask) {
  const Mechanism& mechanism = mechanism_of(experiment);
  if (steps_refusal(mechanism, setting_of(experiment, mask))) {
    return {};
  }
  Cost step;
  const HeadInputs<Counted> inputs = counted(inputs_of(experiment, experiment.token_count()), step);
  DecodeState<Counted> state = mechanism.steps.start_counted(inputs, experiment.parameters, {&step});
  std::vector<Cost> steps;
  for (int t = 0; t < experiment.token_count(); ++t) {
    step = Cost{};
    step.tokens_projected = 1;
    mechanism.steps.step_counted(state, inputs, mask, experiment.parameters, {&step});
    steps.push_back(step);
  }
  return steps;
}

// The form in which an alternative recomputes: the chosen one, or the first one that exists under its mask.
const Form* form_under(const Experiment& experiment, const Mask& mask) {
  const Setting setting = setting_of(experiment, mask);
  const Form& chosen = form_of(experiment);
  if (!chosen.absent(setting)) {
    return &chosen;
  }
  for (const Form& form : mechanism_of(experiment).forms) {
    if (!form.absent(setting)) {
      return &form;
    }
  }
  return nullptr;
}

std::vector<Cost> count_recomputed(const Experiment& experiment, const Form* form, const Mask& mask) {
  std::vector<Cost> steps;
  if (form == nullptr) {
    return steps;
  }
  const std::span<const InputSpec> specs = mechanism_of(experiment).inputs;
  Cost step;
  const HeadInputs<Counted> inputs = counted(inputs_of(experiment, experiment.token_count()), step);
  for (int length = 1; length <= experiment.token_count(); ++length) {
    step = Cost{};
    step.tokens_projected = length;
    form->pass.in_counted(prefix(inputs, specs, length), mask, experiment.parameters, {&step});
    steps.push_back(step);
  }
  return steps;
}

}  // namespace

std::vector<Cost> count_run(const Experiment& experiment) {
  return keeps_state(experiment) ? count_cached(experiment, experiment.mask)
                                 : count_recomputed(experiment, &form_of(experiment), experiment.mask);
}

Generation generate(const Experiment& experiment) {
  Generation result;
  const Refusal why = steps_refusal(mechanism_of(experiment), setting_of(experiment));
  result.cached = keeps_state(experiment);
  if (experiment.cache && why && mechanism_of(experiment).steps.exist()) {
    result.note = say("The {0} cannot be used: {1}", say(mechanism_of(experiment).state_title), say(*why));
  }
  const Mask causal = Mask::causal();
  const Mask none = Mask::none();
  result.causal_cached = count_cached(experiment, causal);
  result.causal_recomputed = count_recomputed(experiment, form_under(experiment, causal), causal);
  result.bidirectional = count_recomputed(experiment, form_under(experiment, none), none);
  if (experiment.mask == causal) {
    result.run = result.cached ? result.causal_cached : result.causal_recomputed;
  } else if (!result.cached && experiment.mask == none) {
    result.run = result.bidirectional;
  } else {
    result.run = count_run(experiment);
  }
  return result;
}

bool same_cost(const Experiment& a, const Experiment& b) {
  return a.mechanism == b.mechanism && a.form == b.form && a.parameters == b.parameters && a.mask == b.mask &&
         a.cache == b.cache && a.token_count() == b.token_count() && a.key_width() == b.key_width() &&
         a.value_width() == b.value_width() &&
         (!counts_numbers(a) || (a.inputs.q == b.inputs.q && a.inputs.k == b.inputs.k && a.more == b.more));
}

Cost run_cost(const std::vector<Cost>& steps, int count) {
  if (steps.empty()) {
    return {};  // a way that the mechanism does not have
  }
  LOOKBACK_ASSERT(count >= 0 && count <= static_cast<int>(steps.size()));
  Cost sum;
  for (int t = 0; t < count; ++t) {
    sum = sum + steps[static_cast<std::size_t>(t)];
  }
  return sum;
}

Cost run_closed_form(const Experiment& experiment, int tokens) {
  const std::optional<HeadInputs<double>> numbers = counted_numbers(experiment);
  Setting setting = setting_of(experiment);
  setting.tokens = tokens;
  setting.numbers = numbers ? &*numbers : nullptr;
  return closed_form(mechanism_of(experiment),
                     keeps_state(experiment) ? Strategy::cached : Strategy::recomputed, form_of(experiment),
                     setting);
}

Cost closed_form(const Experiment& experiment, std::string_view alternative, int tokens) {
  const Mask mask = alternative == "bidirectional" ? Mask::none() : Mask::causal();
  const bool cached = alternative == "causal_cached";
  Setting setting = setting_of(experiment, mask);
  const Form* form = form_under(experiment, mask);
  if (form == nullptr || (cached && steps_refusal(mechanism_of(experiment), setting))) {
    return {};
  }
  const std::optional<HeadInputs<double>> numbers = counted_numbers(experiment);
  setting.tokens = tokens;
  setting.numbers = numbers ? &*numbers : nullptr;
  return closed_form(mechanism_of(experiment), cached ? Strategy::cached : Strategy::recomputed, *form,
                     setting);
}

}  // namespace lookback
