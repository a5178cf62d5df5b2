#include "mechanisms/layer_stack/mechanism.h"

#include <algorithm>
#include <array>

#include "base/say.h"
#include "mechanisms/position/alibi.h"

namespace lookback::layer_stack {
namespace {

using multi_head_layer::heads_absent;

constexpr std::string_view positions[] = {"none"_said, "rope"_said, "alibi"_said};

constexpr std::array<ParameterSpec, 7> parameters = {{
    {"layers", "Layers"_said, 1, most_layers, 2, "How many attention layers stand one on another."_said},
    {"layer", "Layer shown"_said, 1, most_layers, 2,
     "Whose queries, keys, values, scores and weights are shown; the last one's if there are fewer."_said},
    {"heads", "Heads"_said, 1, most_heads, 2,
     "How many heads share the widths of queries and values; each has its own weights."_said},
    {"kv_heads", "Key/value heads"_said, 1, most_heads, 2,
     "How many heads keys and values have; fewer than the query heads make the cache smaller."_said},
    {"head", "Head shown"_said, 0, most_heads - 1, 0,
     "Whose scores and weights are shown; the last head's if there are fewer."_said},
    multi_head_layer::scaled_parameter,
    {.id = "positions",
     .label = "Positions"_said,
     .minimum = 0,
     .maximum = 2,
     .initial = 0,
     .meaning =
         "How a head knows how far apart two tokens are: not at all, by turning queries and keys (RoPE), "
         "or by a penalty on distance (ALiBi), in all layers."_said,
     .choices = positions},
}};

Refusal absent(const Setting& setting) {
  if (setting.key_width != setting.value_width) {
    return "What a layer computes is added to what it reads, so V must be as wide as Q and K."_said;
  }
  if (const Refusal why = heads_absent(mechanism, setting)) {
    return why;
  }
  const int head_width =
      setting.key_width / static_cast<int>(parameter(mechanism, setting.parameters, "heads"));
  if (positions_of(setting.parameters) == Positions::rope && head_width % 2 != 0) {
    return "RoPE turns pairs of channels, so every head must be an even number of channels wide."_said;
  }
  return std::nullopt;
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
         "layers made of them are no longer right."_said;
}

struct Materialised {
  template <Transcendental T>
  class Parts {
   public:
    Parts(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen, Meter<T> meter)
        : layers_(weights_of(inputs, chosen)),
          masks_(layers_.size(), mask),
          all_(inputs.more[0], layers_, masks_, options_in(chosen, inputs.more[0].columns()), meter) {}
    Parts(const Parts&) = delete;  // `all_` looks at the others
    Parts& operator=(const Parts&) = delete;
    bool step() { return all_.step(); }
    HeadOutputs<T> take() { return {std::move(all_.take().hidden.back())}; }

   private:
    std::vector<Weights<T>> layers_;
    std::vector<Mask> masks_;
    LayerByLayer<T> all_;
  };

  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return run_parts<Parts<T>>(inputs, mask, chosen, meter);
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
     .title = "Materialised"_said,
     .meaning = "All tokens through one layer after another."_said,
     .holds_scores = true,
     .absent = absent,
     .pass = passes_of<Materialised>()},
    {.id = "decode",
     .title = "Decode"_said,
     .meaning = "One token at a time through all layers, each with its own part of the KV cache."_said,
     .holds_scores = false,
     .absent = steps_absent,
     .pass = passes_of<ByStepping<Decode>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  constexpr std::string_view scores[] = {"scores {0} of head {1}, layer {2}"_said,
                                         "scores {0} of head {1}, layer {2}, turned by RoPE"_said,
                                         "scores {0} of head {1}, layer {2}, less ALiBi"_said};
  const int head = multi_head_layer::shown_head(mechanism, chosen);
  const int layer = shown_layer(chosen) + 1;
  return {.scores = say(scores[static_cast<std::size_t>(positions_of(chosen))],
                        multi_head_layer::score_symbols(mechanism, chosen, turned), head, layer),
          .weights = say("weights of head {0}, layer {1}", head, layer),
          .output = say("output, last layer"),
          .arrow = say("softmax")};
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

Positions positions_of(const Parameters& chosen) {
  return static_cast<Positions>(static_cast<int>(parameter(mechanism, chosen, "positions")));
}

Options options_in(const Parameters& chosen, int key_width) {
  Options options = multi_head_layer::options_of(mechanism, chosen, key_width);
  switch (positions_of(chosen)) {
    case Positions::rope:
      options.rotation = rope(key_width / options.heads);
      break;
    case Positions::alibi:
      options.slopes = alibi_slopes(options.heads);
      break;
    case Positions::none:
      break;
  }
  return options;
}

const Mechanism mechanism = {
    .id = "layer_stack",
    .title = "Stack of layers"_said,
    .equation = "h_l = h_{l−1} + layer_l(h_{l−1}),  h_0 = X",
    .road = Road::layers,
    .parameters = parameters,
    .inputs = own_inputs,
    .reads = {false, false, false},
    .forms = forms,
    .state_title = "KV cache of every layer"_said,
    .steps_absent = steps_absent,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .given = given_input,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .explain = explain,
};

}  // namespace lookback::layer_stack
