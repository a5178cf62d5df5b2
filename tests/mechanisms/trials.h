#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/random.h"
#include "experiment/link.h"
#include "mechanisms/registry.h"

// What the conformance tests run over: every mechanism of the registry, in random settings that it exists in.
namespace lookback::testing {

// A mechanism with everything that it is evaluated on.
struct Trial {
  const Mechanism* mechanism = nullptr;
  int tokens = 0;
  int key_width = 0;
  int value_width = 0;
  Mask mask;
  Parameters parameters;
  HeadInputs<double> inputs;

  Setting setting() const { return {mask, tokens, key_width, value_width, parameters, &inputs}; }
};

inline std::string describe(const Trial& trial) {
  std::string text = std::string(trial.mechanism->id) + ", S = " + std::to_string(trial.tokens) +
                     ", d_k = " + std::to_string(trial.key_width) +
                     ", d_v = " + std::to_string(trial.value_width) + ", mask " + mask_text(trial.mask);
  for (const auto& [id, value] : trial.parameters) {
    text += ", " + id + " = " + std::to_string(value);
  }
  return text;
}

// A number from `minimum` to `maximum` in sixteen steps: in that many, fractions stay short.
inline double draw_between(double minimum, double maximum, Random& random) {
  return minimum + (maximum - minimum) * random.below(17) / 16;
}

inline double draw_parameter(const ParameterSpec& spec, int tokens, Random& random) {
  if (!spec.choices.empty()) {
    return random.below(static_cast<int>(spec.choices.size()));
  }
  if (spec.step < 1) {
    return draw_between(spec.minimum, spec.maximum, random);
  }
  const int values = std::min(static_cast<int>(spec.maximum - spec.minimum) + 1, tokens + 2);
  return spec.minimum + random.below(values);
}

// A gate, a rate: what is kept within a few units on purpose.
inline bool narrow(const InputSpec& spec) { return spec.maximum - spec.minimum <= 4; }

// Anywhere in the range of an own input, as far as that is narrow, and around its start else.
inline Matrix<double> draw_input(const InputSpec& spec, const Trial& trial, Random& random) {
  Matrix<double> result = start_matrix(spec, trial.tokens, trial.key_width, trial.value_width);
  for (double& element : result.elements()) {
    if (trial.mechanism->id == "retnet_layer") {
      element = 2 * random.unit() - 1;  // short numbers cancel, and its norm divides by what is left
      continue;
    }
    element = narrow(spec)
                  ? draw_between(spec.minimum, spec.maximum, random)
                  : std::clamp(spec.start_value + draw_between(-1, 1, random), spec.minimum, spec.maximum);
  }
  return result;
}

inline Matrix<double> draw_matrix(int rows, int columns, double magnitude, Random& random) {
  Matrix<double> result(rows, columns);
  for (double& element : result.elements()) {
    element = magnitude * draw_between(-1, 1, random);
  }
  return result;
}

inline Mask draw_mask(int tokens, Random& random) {
  switch (random.below(7)) {
    case 0:
      return Mask::none();
    case 1:
      return Mask::diagonal();
    case 2:
      return Mask::window(random.below(5), 0);
    case 3:
      return Mask::window(random.below(4), random.below(3));
    case 4: {
      Matrix<std::uint8_t> bits(tokens, tokens);
      for (std::uint8_t& bit : bits.elements()) {
        bit = random.below(2) == 0 ? 0 : 1;
      }
      return Mask::bits(std::move(bits));
    }
    default:
      return Mask::causal();
  }
}

// Keys of a length of one at most, without which a delta rule with β up to 2 grows without bound.
inline double key_magnitude(int key_width) { return key_width <= 4 ? 0.5 : 0.25; }

inline void draw_inputs(Trial& trial, Random& random, double magnitude = 1) {
  trial.inputs.q = draw_matrix(trial.tokens, trial.key_width, 2 * magnitude, random);
  trial.inputs.k =
      draw_matrix(trial.tokens, trial.key_width, magnitude * key_magnitude(trial.key_width), random);
  trial.inputs.v = draw_matrix(trial.tokens, trial.value_width, 1, random);
  trial.inputs.more.clear();
  for (const InputSpec& spec : trial.mechanism->inputs) {
    trial.inputs.more.push_back(draw_input(spec, trial, random));
  }
}

// The RetNet layer's forms have factors of their own, which only a norm without ε takes out.
inline void without_factors(Trial& trial) {
  if (trial.mechanism->id == "retnet_layer") {
    trial.parameters["eps"] = 0;
  }
}

inline Trial draw_trial(const Mechanism& mechanism, int tokens, Random& random) {
  Trial trial;
  trial.mechanism = &mechanism;
  trial.tokens = tokens;
  do {
    trial.key_width = 1 + random.below(8);
    trial.value_width = random.below(3) == 0 ? trial.key_width : 1 + random.below(8);
    trial.mask = draw_mask(tokens, random);
    trial.parameters.clear();
    for (const ParameterSpec& spec : mechanism.parameters) {
      trial.parameters[std::string(spec.id)] = draw_parameter(spec, tokens, random);
    }
  } while (refusal(mechanism, trial.setting()));
  without_factors(trial);
  draw_inputs(trial, random);
  return trial;
}

// Calls judge(trial, random) for every mechanism and length, some settings each. Under Node fewer.
template <class Judge>
void for_each_trial(int most_tokens, int draws, Judge judge) {
#ifdef __EMSCRIPTEN__
  draws = 1;
#endif
  for (const Mechanism* mechanism : mechanisms()) {
    for (int tokens = 1; tokens <= most_tokens; ++tokens) {
      Random random(static_cast<std::uint64_t>(tokens));
      for (int n = 0; n < draws; ++n) {
        const Trial trial = draw_trial(*mechanism, tokens, random);
        judge(trial, random);
      }
    }
  }
}

// The forms that exist in the trial's setting.
inline std::vector<const Form*> forms_of(const Trial& trial) {
  std::vector<const Form*> forms;
  for (const Form& form : trial.mechanism->forms) {
    if (!form.absent(trial.setting())) {
      forms.push_back(&form);
    }
  }
  return forms;
}

// The trial as a learner would have it before them.
inline Experiment experiment_of(const Trial& trial, Random& random) {
  Experiment experiment = start_experiment();
  const std::vector<const Form*> forms = forms_of(trial);
  experiment.mechanism = trial.mechanism->id;
  experiment.form = forms[static_cast<std::size_t>(random.below(static_cast<int>(forms.size())))]->id;
  for (const auto& [id, value] : trial.parameters) {
    if (value != find_parameter(*trial.mechanism, id)->initial) {
      experiment.parameters.emplace(id, value);
    }
  }
  experiment.mask = trial.mask;
  experiment.cache = random.below(2) == 0;
  experiment.tokens.assign(static_cast<std::size_t>(trial.tokens), "t");
  experiment.inputs = {trial.inputs.q, trial.inputs.k, trial.inputs.v, {}};
  for (std::size_t n = 0; n < trial.inputs.more.size(); ++n) {
    if (trial.inputs.more[n].rows() > 0 && random.below(2) == 0) {
      experiment.more.emplace(trial.mechanism->inputs[n].id, trial.inputs.more[n]);
    }
  }
  experiment.position = random.below(trial.tokens + 1);
  return experiment;
}

inline HeadOutputs<double> run(const Form& form, const Trial& trial) {
  return form.pass.in_double(trial.inputs, trial.mask, trial.parameters, {});
}

// The outputs of the steps, one below the other.
inline Matrix<double> step_through(const Trial& trial, DecodeState<double> state) {
  Matrix<double> outputs;
  for (int t = 0; t < trial.tokens; ++t) {
    const HeadOutputs<double> row =
        trial.mechanism->steps.step_double(state, trial.inputs, trial.mask, trial.parameters, {});
    if (t == 0) {
      outputs = Matrix<double>(trial.tokens, row.output.columns());
    }
    std::ranges::copy(row.output.row(0), outputs.row(t).begin());
  }
  return outputs;
}
inline Matrix<double> step_through(const Trial& trial) {
  return step_through(trial, trial.mechanism->steps.start_double(trial.inputs, trial.parameters, {}));
}

inline double magnitude(const Matrix<double>& matrix) {
  double largest = 0;
  for (const double element : matrix.elements()) {
    largest = std::max(largest, std::abs(element));
  }
  return largest;
}

// The largest difference in units of what golden data allows a double: 1e-11 of the number and 1e-12 of the
// largest one. At most 1 is agreement; another shape or a number that is none is infinitely far apart.
inline double apart(const Matrix<double>& got, const Matrix<double>& want, double unit = 1) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (got.rows() != want.rows() || got.columns() != want.columns()) {
    return infinity;
  }
  const double base = 1e-12 * magnitude(want);
  double most = 0;
  for (std::size_t i = 0; i < got.elements().size(); ++i) {
    const double difference = std::abs(got.elements()[i] - want.elements()[i]);
    const double allowed = unit * (base + 1e-11 * std::abs(want.elements()[i]));
    if (!std::isfinite(difference)) {
      return infinity;
    }
    most = std::max(most, difference == 0 ? 0 : difference / allowed);
  }
  return most;
}

inline bool all_finite(const Matrix<double>& matrix) {
  return std::ranges::all_of(matrix.elements(), [](double x) { return std::isfinite(x); });
}

}  // namespace lookback::testing
