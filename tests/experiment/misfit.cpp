#include "experiment/misfit.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <tuple>

#include "base/utf8.h"
#include "experiment/sources.h"

namespace lookback::testing {
namespace {

std::string size_of(const Matrix<double>& matrix) {
  return std::to_string(matrix.rows()) + " by " + std::to_string(matrix.columns());
}

std::string misfit_of_numbers(std::string_view id, const Matrix<double>& matrix, double least, double most) {
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

std::string misfit_of_size(std::string_view id, const Matrix<double>& matrix, int rows, int columns) {
  const bool fits = matrix.rows() == rows && matrix.columns() == columns;
  return fits ? ""
              : std::string(id) + " is " + size_of(matrix) + ", not " + std::to_string(rows) + " by " +
                    std::to_string(columns);
}

std::string misfit_of_board(std::string_view id, const Matrix<double>& matrix, int rows, int columns) {
  const std::string fault = misfit_of_size(id, matrix, rows, columns);
  return fault.empty() ? misfit_of_numbers(id, matrix, -largest_magnitude, largest_magnitude) : fault;
}

std::string misfit_of_own_input(const Experiment& experiment, const std::string& id,
                                const Matrix<double>& matrix) {
  const InputSpec* spec = find_input(experiment, id);
  if (spec == nullptr) {
    return id + " is no input of it";
  }
  if (matrix.rows() == 0 || matrix.columns() == 0) {
    return id + " is empty";
  }
  if (!spec->optional) {
    const Matrix<double> start =
        start_matrix(*spec, experiment.token_count(), experiment.key_width(), experiment.value_width());
    const std::string fault = misfit_of_size(id, matrix, start.rows(), start.columns());
    if (!fault.empty()) {
      return fault;
    }
  }
  return misfit_of_numbers(id, matrix, spec->minimum, spec->maximum);
}

std::string misfit_of_parameters(const Parameters& parameters, std::span<const ParameterSpec> specs) {
  for (const auto& [id, value] : parameters) {
    const auto spec = std::ranges::find(specs, id, &ParameterSpec::id);
    if (spec == specs.end()) {
      return std::string(id) + " is no parameter of it";
    }
    const bool whole = spec->is_switch || spec->step == 1;
    const bool in_range = value >= spec->minimum && value <= spec->maximum;
    const bool chosen = spec->choices.empty() || value < static_cast<double>(spec->choices.size());
    if (!in_range || !chosen || (whole && value != std::trunc(value))) {
      return std::string(id) + " is set to what it does not take";
    }
    if (value == spec->initial) {
      return std::string(id) + " is kept although it is as it was";
    }
  }
  return "";
}

std::string misfit_of_source(const Experiment& experiment, const std::string& id, const Source& source) {
  const Matrix<double>* shown = held_matrix(experiment, id);
  if (shown == nullptr) {
    return id + " has a source and no matrix";
  }
  const bool rows = shown->rows() == window_length(source.rows, largest_tokens) && source.first_row >= 0 &&
                    source.first_row + shown->rows() <= source.rows;
  const bool columns = source.first_column >= 0 && source.first_column + shown->columns() <= source.columns;
  return rows && columns ? "" : id + " is no window of its source";
}

std::string misfit_of_ids(const Experiment& experiment) {
  if (find_study_spec(experiment.study) == nullptr) {
    return "there is no such study";
  }
  if (find_mechanism(experiment.mechanism) == nullptr) {
    return "there is no such mechanism";
  }
  if (find_form(mechanism_of(experiment), experiment.form) == nullptr ||
      form_of(experiment).absent(setting_of(experiment))) {
    return "its form does not exist";
  }
  return "";
}

std::string misfit_of_tokens(const Experiment& experiment) {
  const int tokens = experiment.token_count();
  if (tokens < 1 || tokens > largest_tokens || experiment.position < 0 || experiment.position > tokens) {
    return "there are " + std::to_string(tokens) + " tokens, of which " +
           std::to_string(experiment.position) + " have arrived";
  }
  for (const std::string& token : experiment.tokens) {
    if (token.empty() || !is_utf8(token) || has_control(token) || character_count(token) > longest_token) {
      return "a token is called what none may be called";
    }
  }
  for (const int width : {experiment.key_width(), experiment.value_width()}) {
    if (width < 1 || width > largest_width) {
      return "a width is " + std::to_string(width);
    }
  }
  return "";
}

std::string misfit_of_mask(const Experiment& experiment) {
  const Mask& mask = experiment.mask;
  const int tokens = experiment.token_count();
  if (mask.kind() == Mask::Kind::bits && (mask.bits().rows() != tokens || mask.bits().columns() != tokens)) {
    return "the mask is of another size";
  }
  for (const int reach : {mask.left(), mask.right()}) {
    if (reach < 0 || reach > largest_tokens) {
      return "the window reaches " + std::to_string(reach);
    }
  }
  return "";
}

std::string misfit_of_matrices(const Experiment& experiment) {
  const auto& [q, k, v, more] = experiment.inputs;
  const int tokens = experiment.token_count();
  for (const auto& [id, matrix, width] :
       {std::tuple{"Q", &q, experiment.key_width()}, std::tuple{"K", &k, experiment.key_width()},
        std::tuple{"V", &v, experiment.value_width()}}) {
    if (std::string fault = misfit_of_board(id, *matrix, tokens, width); !fault.empty()) {
      return fault;
    }
  }
  if (!more.empty()) {
    return "its own inputs are in two places";
  }
  for (const auto& [id, matrix] : experiment.more) {
    if (std::string fault = misfit_of_own_input(experiment, id, matrix); !fault.empty()) {
      return fault;
    }
  }
  for (const auto& [id, source] : experiment.sources) {
    if (std::string fault = misfit_of_source(experiment, id, source); !fault.empty()) {
      return fault;
    }
  }
  return "";
}

}  // namespace

std::string misfit(const Experiment& experiment) {
  for (const auto& part : {misfit_of_ids, misfit_of_tokens, misfit_of_mask, misfit_of_matrices}) {
    if (std::string fault = part(experiment); !fault.empty()) {
      return fault;
    }
  }
  const std::string fault = misfit_of_parameters(experiment.parameters, mechanism_of(experiment).parameters);
  return fault.empty()
             ? misfit_of_parameters(experiment.study_parameters, study_spec_of(experiment).parameters)
             : fault;
}

}  // namespace lookback::testing
