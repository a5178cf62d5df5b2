#include "mechanisms/softmax_attention/mechanism.h"

#include <array>
#include <cmath>

#include "cost/cost.h"
#include "mechanisms/softmax_attention/closed_form.h"
#include "mechanisms/softmax_attention/explain.h"

namespace lookback::softmax_attention {
namespace {

constexpr std::array<ParameterSpec, 2> parameters = {{
    {"scaled", "Scale by 1/√d", 0, 1, 1,
     "Multiplies every score by σ = 1/√d_k, so that scores do not grow with the width of the keys.", true},
    {"tile", "Tile width", 1, 64, 2, "How many keys the online form holds scores for at once."},
}};

constexpr std::array<std::string_view, 1> tile_parameter = {"tile"};

int tile_width(const Parameters& chosen) { return static_cast<int>(parameter(mechanism, chosen, "tile")); }
bool scaled(const Parameters& chosen) { return parameter(mechanism, chosen, "scaled") != 0; }

// Under any other mask a new token changes the rows before it.
Refusal cache_absent(const Setting& setting) {
  if (setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "Under this mask a new token changes the rows before it, so every step computes all rows again.";
}

Refusal decode_absent(const Setting& setting) {
  if (setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "The decode form appends one token at a time to the cache, so it needs a mask under which no "
         "query looks ahead.";
}

struct Materialised {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return materialised<T>(inputs, mask, options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Online {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return online<T>(inputs, mask, tile_width(chosen), options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Decode {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return decode<T>(inputs, mask, options_for(inputs.k.columns(), chosen), meter);
  }
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return empty_cache<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& cache, const HeadInputs<T>& inputs, const Mask& mask,
                             const Parameters& chosen, Meter<T> meter) {
    const int t = cache.position();
    return decode_step<T>(cache, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), mask,
                          options_for(inputs.k.columns(), chosen), meter);
  }
};

constexpr std::array<Form, 3> forms = {{
    {.id = "materialised",
     .title = "Materialised",
     .meaning = "All S × S scores are held: product, softmax, product.",
     .holds_scores = true,
     .own_parameters = {},
     .absent = always_there,
     .pass = passes_of<Materialised>()},
    {.id = "online",
     .title = "Online",
     .meaning = "One pass over tiles of keys with a running maximum and sum; S × S is never held.",
     .holds_scores = false,
     .own_parameters = tile_parameter,
     .absent = always_there,
     .pass = passes_of<Online>()},
    {.id = "decode",
     .title = "Decode",
     .meaning = "One query at a time against the KV cache: two matrix–vector products a token.",
     .holds_scores = false,
     .own_parameters = {},
     .absent = decode_absent,
     .pass = passes_of<Decode>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  return {.scores = std::string(turned ? "scores KQᵀ" : "scores QKᵀ") + (scaled(chosen) ? "/√d" : ""),
          .weights = turned ? "weights (columns sum to 1)" : "weights (rows sum to 1)",
          .output = turned ? "output VᵀAᵀ" : "output A·V",
          .arrow = "softmax"};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  Options wanted = options_for(inputs.k.columns(), chosen);
  wanted.log_sum_exp = true;
  return {materialised<double>(inputs, mask, wanted, {})};
}

Cost pass_cost(const Form& form, const Setting& s) {
  const bool with_scale = scaled(s.parameters);
  if (form.id == "online") {
    const int tile = tile_width(s.parameters);
    return online_cost(pass(s.mask, s.tokens, tile), tile, s.tokens, s.key_width, s.value_width, with_scale);
  }
  if (form.id == "decode") {
    return decode_cost(cached(s.mask, s.tokens), s.key_width, s.value_width, with_scale);
  }
  Work work = pass(s.mask, s.tokens, 1);
  work.depth = 1;
  return materialised_cost(work, s.key_width, s.value_width, with_scale);
}

Cost steps_cost(const Setting& s) {
  return decode_cost(cached(s.mask, s.tokens), s.key_width, s.value_width, scaled(s.parameters));
}

}  // namespace

Options options_for(int key_width, const Parameters& chosen) {
  Options options;
  if (scaled(chosen)) {
    options.scale = 1 / std::sqrt(static_cast<double>(key_width));
  }
  return options;
}

const Mechanism mechanism = {
    .id = "softmax_attention",
    .title = "Softmax",
    .equation = "o_i = Σ_j softmax_j(σ q_i·k_j) v_j",
    .parameters = parameters,
    .forms = forms,
    .state_title = "KV cache",
    .steps_absent = cache_absent,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::softmax_attention
