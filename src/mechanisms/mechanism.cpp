#include "mechanisms/mechanism.h"

namespace lookback {

const ParameterSpec* find_parameter(const Mechanism& mechanism, std::string_view id) {
  for (const ParameterSpec& spec : mechanism.parameters) {
    if (spec.id == id) {
      return &spec;
    }
  }
  return nullptr;
}

double parameter(const Mechanism& mechanism, const Parameters& parameters, std::string_view id) {
  if (const auto found = parameters.find(id); found != parameters.end()) {
    return found->second;
  }
  const ParameterSpec* spec = find_parameter(mechanism, id);
  LOOKBACK_ASSERT(spec != nullptr);
  return spec->initial;
}

const Form* find_form(const Mechanism& mechanism, std::string_view id) {
  for (const Form& form : mechanism.forms) {
    if (form.id == id) {
      return &form;
    }
  }
  return nullptr;
}

}  // namespace lookback
