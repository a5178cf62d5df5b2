#include "experiment/experiment.h"

#include <algorithm>

#include "experiment/preset.h"

namespace lookback {

bool operator==(const Experiment& a, const Experiment& b) {
  return a.study == b.study && a.study_parameters == b.study_parameters && a.mechanism == b.mechanism &&
         a.form == b.form && a.parameters == b.parameters && a.mask == b.mask && a.cache == b.cache &&
         a.tokens == b.tokens && a.inputs.q == b.inputs.q && a.inputs.k == b.inputs.k &&
         a.inputs.v == b.inputs.v && a.more == b.more && a.sources == b.sources && a.position == b.position &&
         a.columns_are_queries == b.columns_are_queries;
}

std::size_t bytes_of(const Experiment& experiment) {
  const auto of = [](const auto& matrix) { return matrix.elements().size_bytes(); };
  const HeadInputs<double>& inputs = experiment.inputs;
  std::size_t bytes =
      sizeof(Experiment) + of(inputs.q) + of(inputs.k) + of(inputs.v) + of(experiment.mask.bits());
  for (const auto& [id, numbers] : experiment.more) {
    bytes += sizeof(numbers) + id.size() + of(numbers);
  }
  for (const std::string& token : experiment.tokens) {
    bytes += sizeof(token) + token.size();
  }
  constexpr std::size_t pair_bytes = 64;  // of a map, about
  return bytes + pair_bytes * (experiment.parameters.size() + experiment.study_parameters.size() +
                               experiment.more.size() + experiment.sources.size());
}

const Mechanism& mechanism_of(const Experiment& experiment) {
  const Mechanism* mechanism = find_mechanism(experiment.mechanism);
  LOOKBACK_ASSERT(mechanism != nullptr);
  return *mechanism;
}

const Form& form_of(const Experiment& experiment) {
  const Form* form = find_form(mechanism_of(experiment), experiment.form);
  LOOKBACK_ASSERT(form != nullptr);
  return *form;
}

const StudySpec& study_spec_of(const Experiment& experiment) {
  const StudySpec* spec = find_study_spec(experiment.study);
  LOOKBACK_ASSERT(spec != nullptr);
  return *spec;
}

const InputSpec* find_input(const Experiment& experiment, std::string_view id) {
  const std::span<const InputSpec> own = study_spec_of(experiment).inputs;
  const auto found = std::ranges::find(own, id, &InputSpec::id);
  return found != own.end() ? &*found : find_input(mechanism_of(experiment), id);
}

const ParameterSpec* find_parameter(const Experiment& experiment, std::string_view id) {
  const std::span<const ParameterSpec> own = study_spec_of(experiment).parameters;
  const auto found = std::ranges::find(own, id, &ParameterSpec::id);
  return found != own.end() ? &*found : find_parameter(mechanism_of(experiment), id);
}

double parameter_of(const Experiment& experiment, std::string_view id) {
  const ParameterSpec* spec = find_parameter(experiment, id);
  LOOKBACK_ASSERT(spec != nullptr);
  for (const Parameters* set : {&experiment.study_parameters, &experiment.parameters}) {
    if (const auto found = set->find(id); found != set->end()) {
      return found->second;
    }
  }
  return spec->initial;
}

Setting setting_of(const Experiment& experiment) { return setting_of(experiment, experiment.mask); }

Setting setting_of(const Experiment& experiment, const Mask& mask) {
  return {mask, experiment.token_count(), experiment.key_width(), experiment.value_width(),
          experiment.parameters};
}

Matrix<double> input_of(const Experiment& experiment, const InputSpec& spec) {
  const auto edited = experiment.more.find(spec.id);
  return edited != experiment.more.end()
             ? edited->second
             : start_matrix(spec, experiment.token_count(), experiment.key_width(), experiment.value_width());
}

HeadInputs<double> inputs_of(const Experiment& experiment, int tokens) {
  const std::span<const InputSpec> specs = mechanism_of(experiment).inputs;
  HeadInputs<double> all = experiment.inputs;
  for (const InputSpec& spec : specs) {
    all.more.push_back(input_of(experiment, spec));
  }
  return prefix(all, specs, tokens);
}

Experiment start_experiment() {
  constexpr int width = 4;
  constexpr int seed = 1;
  Experiment start;
  start.study = study_specs().front()->id;
  start.mechanism = mechanisms().front()->id;
  start.form = mechanisms().front()->forms.front().id;
  start.tokens = {"the", "cat", "sat", "on", "the"};
  start.inputs = random_inputs(start.token_count(), width, width, seed);
  start.position = start.token_count();
  return start;
}

void resize_inputs(Experiment& experiment) {
  for (auto& [id, edited] : experiment.more) {
    const InputSpec& spec = *find_input(experiment, id);
    if (spec.optional && spec.rows == Size::fixed) {
      continue;
    }
    if (spec.optional) {
      edited = edited.top(std::min(edited.rows(), experiment.token_count()));
      continue;
    }
    Matrix<double> resized = start_matrix(*find_input(experiment, id), experiment.token_count(),
                                          experiment.key_width(), experiment.value_width());
    for (int r = 0; r < std::min(edited.rows(), resized.rows()); ++r) {
      for (int c = 0; c < std::min(edited.columns(), resized.columns()); ++c) {
        resized(r, c) = edited(r, c);
      }
    }
    edited = std::move(resized);
  }
}

Mask resized(const Mask& mask, int tokens) {
  if (mask.kind() != Mask::Kind::bits || mask.bits().rows() == tokens) {
    return mask;
  }
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    for (int key = 0; key < tokens; ++key) {
      const bool known = query < mask.bits().rows() && key < mask.bits().rows();
      bits(query, key) = (known ? mask.visible(query, key) : key <= query) ? 1 : 0;
    }
  }
  return Mask::bits(std::move(bits));
}

}  // namespace lookback
