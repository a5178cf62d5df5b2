#include "mechanisms/mechanism.h"

#include <algorithm>

#include "base/say.h"
#include "cost/cost.h"

namespace lookback {

const ParameterSpec* find_parameter(const Mechanism& mechanism, std::string_view id) {
  const auto found = std::ranges::find(mechanism.parameters, id, &ParameterSpec::id);
  return found == mechanism.parameters.end() ? nullptr : &*found;
}

double parameter(const Mechanism& mechanism, const Parameters& parameters, std::string_view id) {
  if (const auto found = parameters.find(id); found != parameters.end()) {
    return found->second;
  }
  const ParameterSpec* spec = find_parameter(mechanism, id);
  LOOKBACK_ASSERT(spec != nullptr);
  return spec->initial;
}

const InputSpec* find_input(const Mechanism& mechanism, std::string_view id) {
  const auto found = std::ranges::find(mechanism.inputs, id, &InputSpec::id);
  return found == mechanism.inputs.end() ? nullptr : &*found;
}

const Form* find_form(const Mechanism& mechanism, std::string_view id) {
  const auto found = std::ranges::find(mechanism.forms, id, &Form::id);
  return found == mechanism.forms.end() ? nullptr : &*found;
}

Refusal refusal(const Mechanism& mechanism, const Setting& setting) {
  Refusal first;
  for (const Form& form : mechanism.forms) {
    const Refusal why = form.absent(setting);
    if (!why) {
      return std::nullopt;
    }
    first = first ? first : why;
  }
  return first;
}

Refusal steps_refusal(const Mechanism& mechanism, const Setting& setting) {
  if (!mechanism.steps.exist()) {
    return "It has no step by step form, so nothing can be kept from one token to the next."_said;
  }
  return mechanism.steps_absent(setting);
}

Cost closed_form(const Mechanism& mechanism, Strategy strategy, const Form& form, const Setting& setting) {
  if (setting.tokens == 0) {
    return {};
  }
  if (strategy == Strategy::cached) {
    return mechanism.steps_cost(setting);
  }
  Cost sum;
  Setting pass = setting;
  for (pass.tokens = 1; pass.tokens <= setting.tokens; ++pass.tokens) {
    sum = sum + mechanism.pass_cost(form, pass);
  }
  return sum;
}

Refusal always_there(const Setting& /*setting*/) { return std::nullopt; }

Refusal needs_causal(const Setting& setting) {
  if (setting.mask.kind() == Mask::Kind::causal) {
    return std::nullopt;
  }
  return "It sums over all tokens up to the present one, so it exists for the causal mask only."_said;
}

Refusal needs_no_lookahead(const Setting& setting) {
  if (setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "It takes one token at a time, so it needs a mask under which no query looks ahead."_said;
}

}  // namespace lookback
