#include "monkey/misfit.h"

#include <cmath>

#include "base/utf8.h"

namespace lookback::monkey {
namespace {

// By itself, without the functions that an edit is checked with.
std::string misfit(const Matrix<double>& matrix, const InputSpec* spec, std::string_view id) {
  const double least = spec == nullptr ? -largest_magnitude : spec->minimum;
  const double most = spec == nullptr ? largest_magnitude : spec->maximum;
  for (const double number : matrix.elements()) {
    if (!std::isfinite(number)) {
      return std::string(id) + " holds a number that is not finite";
    }
    if (number < least || number > most) {
      return std::string(id) + " holds a number that is out of range";
    }
  }
  return "";
}

std::string misfit_of_parameters(const Experiment& experiment) {
  for (const Parameters* parameters : {&experiment.parameters, &experiment.study_parameters}) {
    for (const auto& [id, value] : *parameters) {
      const ParameterSpec* spec = find_parameter(experiment, id);
      if (spec == nullptr) {
        return std::string(id) + " is no parameter of it";
      }
      const bool whole = spec->is_switch || spec->step == 1;
      if (!(value >= spec->minimum && value <= spec->maximum) || (whole && value != std::floor(value))) {
        return std::string(id) + " is set to what it does not take";
      }
    }
  }
  return "";
}

std::string misfit_of_matrices(const Experiment& experiment) {
  const HeadInputs<double>& inputs = experiment.inputs;
  for (const auto& [id, matrix] :
       {std::pair{"Q", &inputs.q}, std::pair{"K", &inputs.k}, std::pair{"V", &inputs.v}}) {
    if (matrix->rows() != experiment.token_count()) {
      return std::string(id) + " has another row count than tokens";
    }
    if (std::string fault = misfit(*matrix, nullptr, id); !fault.empty()) {
      return fault;
    }
  }
  if (inputs.q.columns() != inputs.k.columns()) {
    return "Q and K differ in width";
  }
  for (const auto& [id, matrix] : experiment.more) {
    const InputSpec* spec = find_input(experiment, id);
    if (spec == nullptr) {
      return id + " is no input of it";
    }
    if (std::string fault = misfit(matrix, spec, id); !fault.empty()) {
      return fault;
    }
  }
  return "";
}

}  // namespace

std::string misfit(const Experiment& experiment) {
  const int tokens = experiment.token_count();
  if (tokens < 1 || tokens > largest_tokens || experiment.position < 0 || experiment.position > tokens) {
    return "there are " + std::to_string(tokens) + " tokens, of which " +
           std::to_string(experiment.position) + " have arrived";
  }
  for (const int width : {experiment.key_width(), experiment.value_width()}) {
    if (width < 1 || width > largest_width) {
      return "a width is " + std::to_string(width);
    }
  }
  for (const std::string& token : experiment.tokens) {
    if (token.empty() || !is_utf8(token) || has_control(token) || character_count(token) > longest_token) {
      return "a token is called what none may be called";
    }
  }
  if (experiment.mask.kind() == Mask::Kind::bits && experiment.mask.bits().rows() != tokens) {
    return "the mask is of another size";
  }
  if (form_of(experiment).absent(setting_of(experiment))) {
    return "its form does not exist";
  }
  if (std::string fault = misfit_of_parameters(experiment); !fault.empty()) {
    return fault;
  }
  return misfit_of_matrices(experiment);
}

}  // namespace lookback::monkey
