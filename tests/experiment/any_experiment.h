#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "experiment/link.h"
#include "experiment/random_experiment.h"
#include "experiment/same_bits.h"

namespace lookback::testing {

inline constexpr const char* odd_tokens[] = {
    "the",
    "a,b",
    "x=1&y",
    "猫",
    " ",
    "50%",
    "#",
    "é;",
    "%2C",
    "a+b",
    "-0",
    "?/:@!$'()*",
    "\"<\\>`{|}^[]~",
    "e\u0301\u0323",
    "👩‍👩‍👧‍👦",
    "\u00A0",
    "\u200F\u05D0",
    "\uFFFD",
    "\U0010FFFD",
    "0",
    "c=x01234567",
    "version=1",
    "逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗逗"};

// Of every kind that a double has: short, all digits, the edges of the range, and those that printing spoils
// first.
inline double any_number(Random& random, double minimum, double maximum) {
  const auto sign = [&] { return random.below(2) == 0 ? -1.0 : 1.0; };
  double x = 0;
  switch (random.below(12)) {
    case 0:
      x = -0.0;
      break;
    case 1:
      x = sign() * std::numeric_limits<double>::denorm_min() * (1 + random.below(1000));
      break;
    case 2:
      x = sign() * 1e9;
      break;
    case 3:
      x = sign() * std::numeric_limits<double>::min() * random.unit();
      break;
    case 4:
      x = sign() * random.unit() * std::pow(10.0, random.below(10));
      break;
    case 5:
      x = std::bit_cast<double>(std::bit_cast<std::uint64_t>(0.1 * random.below(10)) +
                                static_cast<std::uint64_t>(random.below(3)));
      break;
    case 6:
      x = random.below(2001) - 1000;
      break;
    case 7:
      x = (random.below(2001) - 1000) / std::pow(10.0, random.below(16));
      break;
    case 8:
      x = sign() * random.unit() * std::pow(10.0, -random.below(300));
      break;
    default:
      x = (random.below(2001) - 1000) / 100.0;
  }
  return x >= minimum && x <= maximum ? x : minimum + (maximum - minimum) * random.unit();
}

inline Matrix<double> any_matrix(Random& random, int rows, int columns, double minimum, double maximum) {
  Matrix<double> matrix(rows, columns);
  const bool mixed = random.below(3) == 0;
  for (double& x : matrix.elements()) {
    x = mixed ? any_number(random, minimum, maximum) : std::round(random.unit() * 200 - 100) / 100;
    x = std::clamp(x, minimum, maximum);
  }
  return matrix;
}

inline void give_any_parameters(Random& random, std::span<const ParameterSpec> specs,
                                Parameters& parameters) {
  for (const ParameterSpec& spec : specs) {
    if (random.below(2) == 0) {
      continue;
    }
    const bool whole = spec.is_switch || spec.step == 1;
    double x = spec.minimum + (spec.maximum - spec.minimum + (whole ? 1 : 0)) * random.unit();
    if (whole) {
      x = std::floor(x);
    } else if (random.below(2) == 0) {
      x = std::clamp(std::round(x * 100) / 100, spec.minimum, spec.maximum);
    }
    parameters.erase(std::string(spec.id));
    if (x != spec.initial) {
      parameters[std::string(spec.id)] = x;
    }
  }
}

inline void give_any_inputs(Random& random, std::span<const InputSpec> specs, Experiment& experiment) {
  for (const InputSpec& spec : specs) {
    if (random.below(3) == 0) {
      continue;
    }
    const int tokens = experiment.token_count();
    const Matrix<double> start = start_matrix(spec, tokens, experiment.key_width(), experiment.value_width());
    const int rows = spec.optional ? 1 + random.below(tokens) : start.rows();
    const int columns = spec.optional ? 1 + random.below(experiment.key_width()) : start.columns();
    Matrix<double> matrix = any_matrix(random, rows, columns, spec.minimum, spec.maximum);
    if (spec.optional && spec.rows == Size::fixed) {  // a row of q, k or v of a map, at its usual width
      matrix = any_matrix(random, 1, 2 + 64, spec.minimum, spec.maximum);
      matrix(0, 0) = random.below(3);
      matrix(0, 1) = 0;
    }
    experiment.more.erase(std::string(spec.id));
    if (spec.optional || !(matrix == start)) {
      experiment.more[std::string(spec.id)] = std::move(matrix);
    }
  }
}

// Without what of its study does not suit the rest.
inline void settle(Experiment& experiment) {
  const StudySpec& study = study_spec_of(experiment);
  Experiment start = start_experiment();
  start.study = study.id;
  while (study.settle != nullptr) {
    Experiment settled = experiment;
    const std::optional<Misfit> misfit = study.settle(start, settled);
    if (!misfit) {
      experiment = std::move(settled);
      return;
    }
    const std::string key(misfit->key);
    REQUIRE(experiment.study_parameters.erase(key) + experiment.more.erase(key) == 1);
  }
}

// Any state there is: of any study and mechanism, of at most so many tokens.
inline Experiment any_experiment(Random& random, int most_tokens = 12) {
  const auto one_of = [&](const auto& some) {
    return some[static_cast<std::size_t>(random.below(static_cast<int>(std::size(some))))];
  };
  Experiment experiment = start_experiment();
  experiment.study = one_of(study_specs())->id;
  const Mechanism& mechanism = *one_of(mechanisms());
  experiment.mechanism = mechanism.id;
  const int tokens = 1 + random.below(most_tokens);
  experiment.tokens.clear();
  for (int i = 0; i < tokens; ++i) {
    experiment.tokens.push_back(one_of(odd_tokens));
  }
  const int key_width = 1 + random.below(largest_width);
  experiment.inputs.q = any_matrix(random, tokens, key_width, -largest_magnitude, largest_magnitude);
  experiment.inputs.k = any_matrix(random, tokens, key_width, -largest_magnitude, largest_magnitude);
  // Layers take values as wide as their keys, and nothing else.
  const int value_width = random.below(2) == 0 ? key_width : 1 + random.below(largest_width);
  experiment.inputs.v = any_matrix(random, tokens, value_width, -largest_magnitude, largest_magnitude);
  give_any_parameters(random, mechanism.parameters, experiment.parameters);
  give_any_parameters(random, study_spec_of(experiment).parameters, experiment.study_parameters);
  give_any_inputs(random, mechanism.inputs, experiment);
  give_any_inputs(random, study_spec_of(experiment).inputs, experiment);
  experiment.cache = random.below(2) == 0;
  experiment.columns_are_queries = random.below(4) == 0;
  experiment.position = random.below(tokens + 1);
  experiment.mask = random_mask(random, tokens);
  std::vector<std::string_view> forms;
  for (const Form& form : mechanism.forms) {
    if (!form.absent(setting_of(experiment))) {
      forms.push_back(form.id);
    }
  }
  if (forms.empty()) {  // the mechanism does not take this mask, or these widths
    return any_experiment(random, most_tokens);
  }
  experiment.form = one_of(forms);
  settle(experiment);
  return experiment;
}

}  // namespace lookback::testing
