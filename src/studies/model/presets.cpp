#include "studies/model/presets.h"

#include <cmath>

#include "base/random.h"
#include "experiment/edit.h"
#include "experiment/preset.h"
#include "mechanisms/layer_stack/mechanism.h"

namespace lookback::model {
namespace {

constexpr std::array<std::string_view, 4> letters = {"w_q", "w_k", "w_v", "w_o"};

std::string weights_id(std::string_view letter, int layer) {
  return std::string(letter) + std::to_string(layer + 1);
}

// A parameter that is as its spec says is left out, as everywhere.
void set(Parameters& parameters, const ParameterSpec& spec, double value) {
  if (value == spec.initial) {
    parameters.erase(std::string(spec.id));
  } else {
    parameters[std::string(spec.id)] = value;
  }
}

void set(Experiment& experiment, std::string_view id, double value) {
  set(experiment.parameters, *find_parameter(mechanism_of(experiment), id), value);
}

void set_weights(Experiment& experiment, const std::string& id, const Matrix<double>& matrix) {
  const InputSpec& spec = *find_input(experiment, id);
  experiment.more[id] = matrix;
  if (matrix ==
      start_matrix(spec, experiment.token_count(), experiment.key_width(), experiment.value_width())) {
    experiment.more.erase(id);
  }
}

void attach_all(Experiment& experiment) {
  std::erase_if(experiment.more,
                [&](const auto& edited) { return find_input(experiment, edited.first)->optional; });
}

Experiment with_random(Experiment experiment, int seed) {
  Random random(static_cast<std::uint64_t>(seed));
  const int width = experiment.key_width();
  for (int layer = 0; layer < layer_stack::layers_of(experiment.parameters); ++layer) {
    for (const std::string_view letter : letters) {
      Matrix<double> matrix(width, width);
      for (double& element : matrix.elements()) {
        element = (random.below(21) - 10) / 10.0;
      }
      set_weights(experiment, weights_id(letter, layer), matrix);
    }
  }
  return experiment;
}

Experiment with_identity(Experiment experiment) {
  const int width = experiment.key_width();
  Matrix<double> identity(width, width);
  for (int i = 0; i < width; ++i) {
    identity(i, i) = 1;
  }
  for (int layer = 0; layer < layer_stack::layers_of(experiment.parameters); ++layer) {
    for (const std::string_view letter : letters) {
      set_weights(experiment, weights_id(letter, layer), identity);
    }
  }
  return experiment;
}

// What is built by hand: eight channels, four for the token itself (one a name) and four for the token before
// it, and two heads of four. Only head 0 does anything: head 1's weights are zeros.
constexpr int names = 4;
constexpr int width = 2 * names;

// Layer 1: every token makes the same query and the same key. Turned by RoPE their product is
// Σ_p A cos((i − j − 1) θ_p), greatest at the token before. Its values are the tokens, written to the
// channels of the token before.
void build_previous(Experiment& experiment) {
  constexpr double height = 400;
  const Rotation rotation = rope(width / 2);
  Matrix<double> q(width, width);
  Matrix<double> k(width, width);
  Matrix<double> v(width, width);
  Matrix<double> o(width, width);
  for (int name = 0; name < names; ++name) {
    for (int pair = 0; pair < 2; ++pair) {
      const double angle = rotation.angles[static_cast<std::size_t>(pair)];
      q(2 * pair, name) = std::round(height * std::cos(angle) * 10) / 10;
      q(2 * pair + 1, name) = -std::round(height * std::sin(angle) * 10) / 10;
      k(2 * pair, name) = 1;
    }
    v(name, name) = 1;
    o(names + name, name) = 1;
  }
  set_weights(experiment, "w_q1", q);
  set_weights(experiment, "w_k1", k);
  set_weights(experiment, "w_v1", v);
  set_weights(experiment, "w_o1", o);
}

// Layer 2: the query is the token, the key is the token before, each as one of four directions of the pair
// that turns slowly: they agree where the same token stood before. The value is the token that came then
// (Elhage et al. 2021, induction heads).
void build_induction(Experiment& experiment) {
  constexpr double height = 40;
  constexpr double gain = 6;  // how far the token that comes next stands above the present one
  constexpr int directions[names][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  Matrix<double> q(width, width);
  Matrix<double> k(width, width);
  Matrix<double> v(width, width);
  Matrix<double> o(width, width);
  for (int name = 0; name < names; ++name) {
    for (int c = 0; c < 2; ++c) {
      q(2 + c, name) = height * directions[name][c];
      k(2 + c, names + name) = directions[name][c];
    }
    v(name, name) = 1;
    o(name, name) = gain;
  }
  set_weights(experiment, "w_q2", q);
  set_weights(experiment, "w_k2", k);
  set_weights(experiment, "w_v2", v);
  set_weights(experiment, "w_o2", o);
}

Experiment built(Experiment experiment, int layers) {
  experiment.parameters.clear();
  set(experiment, "layers", layers);
  set(experiment, "layer", layers);
  set(experiment, "positions", static_cast<double>(layer_stack::Positions::rope));
  experiment.form = mechanism_of(experiment).forms.front().id;
  experiment.mask = Mask::causal();
  experiment.tokens = {"start", "a", "b", "c", "a", "b"};
  experiment.position = experiment.token_count();
  experiment.inputs = random_inputs(experiment.token_count(), width, width, 1);
  experiment.more.clear();
  Matrix<double> x(experiment.token_count(), width);
  for (int i = 0; i < experiment.token_count(); ++i) {
    x(i, i < names ? i : i - names + 1) = 1;
  }
  experiment.more["X"] = x;
  build_previous(experiment);
  if (layers == 2) {
    build_induction(experiment);
  }
  return experiment;
}

int seed_of(const Experiment& experiment) {
  return static_cast<int>(parameter_of(experiment, "weights_seed"));
}

Experiment with_seed(const Experiment& experiment, int seed) {
  Experiment result = with_random(experiment, seed);
  set(result.study_parameters, *find_parameter(experiment, "weights_seed"), seed);
  return result;
}

}  // namespace

Experiment with_weights(const Experiment& experiment, std::string_view preset) {
  Experiment clean = experiment;
  attach_all(clean);
  if (preset == "weights_random") {
    return with_seed(clean, seed_of(clean) % largest_seed + 1);
  }
  if (preset == "weights_identity") {
    return with_identity(std::move(clean));
  }
  return built(std::move(clean), preset == "weights_previous" ? 1 : 2);
}

bool has_weights(const Experiment& experiment, std::string_view preset) {
  const int layers = layer_stack::layers_of(experiment.parameters);
  if (preset == "weights_random" && seed_of(experiment) == 0) {
    return false;
  }
  const Experiment wanted = preset == "weights_random" ? with_random(experiment, seed_of(experiment))
                                                       : with_weights(experiment, preset);
  if (layers != layer_stack::layers_of(wanted.parameters) || experiment.key_width() != wanted.key_width()) {
    return false;
  }
  for (int layer = 0; layer < layers; ++layer) {
    for (const std::string_view letter : letters) {
      const std::string id = weights_id(letter, layer);
      if (!(input_of(experiment, *find_input(experiment, id)) == input_of(wanted, *find_input(wanted, id)))) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace lookback::model
