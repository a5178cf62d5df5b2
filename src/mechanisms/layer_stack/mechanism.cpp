#include "mechanisms/layer_stack/mechanism.h"

#include <algorithm>
#include <array>

namespace lookback::layer_stack {
namespace {

using multi_head_layer::heads_absent;

constexpr std::array<ParameterSpec, 6> parameters = {{
    {"layers", "Layers", 1, most_layers, 2, "How many attention layers stand one on another."},
    {"layer", "Layer shown", 1, most_layers, 2,
     "Whose queries, keys, values, scores and weights are shown; the last one's if there are fewer."},
    multi_head_layer::heads_parameter,
    multi_head_layer::kv_heads_parameter,
    multi_head_layer::head_parameter,
    multi_head_layer::scaled_parameter,
}};

bool has_second(const Parameters& chosen) { return layers_of(chosen) >= 2; }
bool has_third(const Parameters& chosen) { return layers_of(chosen) >= 3; }
bool has_fourth(const Parameters& chosen) { return layers_of(chosen) >= 4; }

constexpr InputSpec weights_input(std::string_view id, std::string_view title, std::string_view meaning,
                                  bool (*read)(const Parameters&)) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .rows = Size::key_width,
          .columns = Size::key_width,
          .start = Start::random,
          .read = read};
}

constexpr std::string_view makes_queries = "Makes the queries of a layer; each head owns its rows.";
constexpr std::string_view makes_keys =
    "Makes the keys of a layer; with fewer key/value heads, by its first rows.";
constexpr std::string_view makes_values =
    "Makes the values of a layer; with fewer key/value heads, by its first rows.";
constexpr std::string_view mixes_heads = "Mixes the heads' outputs to what the layer adds to its input.";

constexpr std::array<InputSpec, 1 + 4 * most_layers> own_inputs = {{
    {.id = "X",
     .title = "X",
     .meaning = "The tokens that the first layer reads, a row each.",
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random},
    weights_input("w_q1", "W_Q of layer 1", makes_queries, nullptr),
    weights_input("w_k1", "W_K of layer 1", makes_keys, nullptr),
    weights_input("w_v1", "W_V of layer 1", makes_values, nullptr),
    weights_input("w_o1", "W_O of layer 1", mixes_heads, nullptr),
    weights_input("w_q2", "W_Q of layer 2", makes_queries, has_second),
    weights_input("w_k2", "W_K of layer 2", makes_keys, has_second),
    weights_input("w_v2", "W_V of layer 2", makes_values, has_second),
    weights_input("w_o2", "W_O of layer 2", mixes_heads, has_second),
    weights_input("w_q3", "W_Q of layer 3", makes_queries, has_third),
    weights_input("w_k3", "W_K of layer 3", makes_keys, has_third),
    weights_input("w_v3", "W_V of layer 3", makes_values, has_third),
    weights_input("w_o3", "W_O of layer 3", mixes_heads, has_third),
    weights_input("w_q4", "W_Q of layer 4", makes_queries, has_fourth),
    weights_input("w_k4", "W_K of layer 4", makes_keys, has_fourth),
    weights_input("w_v4", "W_V of layer 4", makes_values, has_fourth),
    weights_input("w_o4", "W_O of layer 4", mixes_heads, has_fourth),
}};

Refusal absent(const Setting& setting) {
  if (setting.key_width != setting.value_width) {
    return "What a layer computes is added to what it reads, so V must be as wide as Q and K.";
  }
  return heads_absent(mechanism, setting);
}

Refusal steps_absent(const Setting& setting) {
  if (const Refusal why = absent(setting)) {
    return why;
  }
  if (setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "Under this mask a new token changes older rows after the first layer, so the keys and values that "
         "later "
         "layers made of them are no longer right.";
}

struct Materialised {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    const Options options = options_in(chosen, inputs.more[0].columns());
    const std::vector<Weights<T>> layers = weights_of(inputs, chosen);
    return {materialised<T>(inputs.more[0], layers, mask, options, meter).hidden.back()};
  }
};

struct Decode {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& chosen, Meter<T> meter) {
    int key_width = 0;
    int value_width = 0;
    for (const Weights<T>& layer : weights_of(inputs, chosen)) {
      key_width += layer.w_k.rows();
      value_width += layer.w_v.rows();
    }
    return multi_head_layer::empty_cache<T>(key_width, value_width, meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& cache, const HeadInputs<T>& inputs, const Mask& mask,
                             const Parameters& chosen, Meter<T> meter) {
    const Options options = options_in(chosen, inputs.more[0].columns());
    const std::vector<Weights<T>> layers = weights_of(inputs, chosen);
    const std::vector<T> row =
        decode_step<T>(cache, inputs.more[0].row(cache.position()), layers, mask, options, meter).back();
    HeadOutputs<T> result = {Matrix<T>(1, static_cast<int>(row.size()))};
    std::ranges::copy(row, result.output.row(0).begin());
    return result;
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "materialised",
     .title = "Materialised",
     .meaning = "All tokens through one layer after another.",
     .holds_scores = true,
     .absent = absent,
     .pass = passes_of<Materialised>()},
    {.id = "decode",
     .title = "Decode",
     .meaning = "One token at a time through all layers, each with its own part of the KV cache.",
     .holds_scores = false,
     .absent = steps_absent,
     .pass = passes_of<ByStepping<Decode>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  const std::string layer = ", layer " + std::to_string(shown_layer(chosen) + 1);
  BoardTitles result = multi_head_layer::head_titles(mechanism, chosen, turned, "output of the last layer");
  result.scores += layer;
  result.weights += layer;
  return result;
}

// Every layer adds its output to its input: d adds a token, d = d_k of the board.
std::int64_t residual_adds(const Setting& s) {
  return std::int64_t{layers_of(s.parameters)} * s.tokens * s.key_width;
}

Cost steps_cost(const Setting& s) {
  const Options options = options_in(s.parameters, s.key_width);
  Cost cost = multi_head_layer::layers_steps_cost(s, options, layers_of(s.parameters));
  cost.add += residual_adds(s);
  return cost;
}

Cost pass_cost(const Form& form, const Setting& s) {
  if (form.id == "decode") {
    return steps_cost(s);
  }
  const int layers = layers_of(s.parameters);
  const Cost one = multi_head_layer::layer_pass_cost(s, options_in(s.parameters, s.key_width));
  Cost cost = one;
  for (const auto count : {&Cost::score_dot_products, &Cost::mac, &Cost::mul, &Cost::add, &Cost::exp,
                           &Cost::div, &Cost::cmp, &Cost::scores_moved, &Cost::sequential_depth}) {
    cost.*count = layers * (one.*count);
  }
  cost.add += residual_adds(s);
  return cost;
}

}  // namespace

int layers_of(const Parameters& chosen) { return static_cast<int>(parameter(mechanism, chosen, "layers")); }

int shown_layer(const Parameters& chosen) {
  return std::min(static_cast<int>(parameter(mechanism, chosen, "layer")), layers_of(chosen)) - 1;
}

Options options_in(const Parameters& chosen, int key_width) {
  return multi_head_layer::options_of(mechanism, chosen, key_width);
}

const Mechanism mechanism = {
    .id = "layer_stack",
    .title = "Stack of layers",
    .equation = "h_l = h_{l−1} + layer_l(h_{l−1}),  h_0 = X",
    .road = Road::layers,
    .parameters = parameters,
    .inputs = own_inputs,
    .reads = {false, false, false},
    .forms = forms,
    .state_title = "KV cache of every layer",
    .steps_absent = steps_absent,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .explain = explain,
};

}  // namespace lookback::layer_stack
