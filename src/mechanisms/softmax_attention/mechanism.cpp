#include "mechanisms/softmax_attention/mechanism.h"

#include <array>
#include <cmath>

#include "cost/cost.h"
#include "mechanisms/softmax_attention/arrays.h"
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

std::optional<std::string_view> always_there(const Mask& /*mask*/, int /*tokens*/) { return std::nullopt; }

std::optional<std::string_view> needs_no_lookahead(const Mask& mask, int tokens) {
  if (mask.is_causal(tokens)) {
    return std::nullopt;
  }
  return "The decode form appends one token at a time to the cache, so it needs a mask under which no "
         "query looks ahead.";
}

template <class T>
HeadOutputs<T> run_materialised(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                                Meter<T> meter) {
  return materialised<T>(inputs, mask, options_for(inputs.k.columns(), chosen), meter);
}
template <class T>
HeadOutputs<T> run_online(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                          Meter<T> meter) {
  return online<T>(inputs, mask, tile_width(chosen), options_for(inputs.k.columns(), chosen), meter);
}
template <class T>
HeadOutputs<T> run_decode(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                          Meter<T> meter) {
  return decode<T>(inputs, mask, options_for(inputs.k.columns(), chosen), meter);
}

// A form's template, for the picture and for the counters.
template <auto form>
HeadOutputs<double> evaluate(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  return form(inputs, mask, chosen, {});
}
template <auto form>
void count(const HeadInputs<Counted>& inputs, const Mask& mask, const Parameters& chosen, Cost& cost) {
  form(inputs, mask, chosen, {&cost});
}

constexpr std::array<Form, 3> forms = {{
    {.id = "materialised",
     .title = "Materialised",
     .meaning = "All S × S scores are held: product, softmax, product.",
     .holds_scores = true,
     .own_parameters = {},
     .absent = always_there,
     .evaluate = evaluate<run_materialised<double>>,
     .count = count<run_materialised<Counted>>},
    {.id = "online",
     .title = "Online",
     .meaning = "One pass over tiles of keys with a running maximum and sum; S × S is never held.",
     .holds_scores = false,
     .own_parameters = tile_parameter,
     .absent = always_there,
     .evaluate = evaluate<run_online<double>>,
     .count = count<run_online<Counted>>},
    {.id = "decode",
     .title = "Decode",
     .meaning = "One query at a time against the KV cache: two matrix–vector products a token.",
     .holds_scores = false,
     .own_parameters = {},
     .absent = needs_no_lookahead,
     .evaluate = evaluate<run_decode<double>>,
     .count = count<run_decode<Counted>>},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  return {.scores = std::string(turned ? "scores KQᵀ" : "scores QKᵀ") + (scaled(chosen) ? "/√d" : ""),
          .weights = turned ? "weights (columns sum to 1)" : "weights (rows sum to 1)",
          .output = turned ? "output VᵀAᵀ" : "output A·V",
          .arrow = "softmax"};
}

HeadOutputs<double> trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  Options wanted = options_for(inputs.k.columns(), chosen);
  wanted.log_sum_exp = true;
  return materialised<double>(inputs, mask, wanted, {});
}

DecodeState<Counted> initial_state(int key_width, int value_width, Cost& cost) {
  return empty_cache<Counted>(key_width, value_width, {&cost});
}

void count_step(DecodeState<Counted>& cache, const HeadInputs<Counted>& inputs, const Mask& mask,
                const Parameters& chosen, Cost& cost) {
  const int t = cache.position();
  decode_step<Counted>(cache, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), mask,
                       options_for(inputs.k.columns(), chosen), {&cost});
}

Cost closed_form(Strategy strategy, const Form& form, const Mask& mask, int tokens, int key_width,
                 int value_width, const Parameters& chosen) {
  const bool with_scale = scaled(chosen);
  const int tile = tile_width(chosen);
  if (strategy == Strategy::cached) {
    return decode_cost(cached(mask, tokens), key_width, value_width, with_scale);
  }
  if (form.id == "online") {
    return online_cost(recomputed(mask, tokens, tile), tile, tokens, key_width, value_width, with_scale);
  }
  if (form.id == "decode") {
    // Every pass starts from an empty cache and decodes all tokens so far.
    Cost sum;
    for (int length = 1; length <= tokens; ++length) {
      sum = sum + decode_cost(cached(mask, length), key_width, value_width, with_scale);
    }
    return sum;
  }
  Work work = recomputed(mask, tokens, tile);
  work.depth = tokens;
  return materialised_cost(work, key_width, value_width, with_scale);
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
    .titles = titles,
    .trace = trace,
    .initial_state = initial_state,
    .count_step = count_step,
    .closed_form = closed_form,
    .formula = formula,
    .explain = explain,
    .array_forms = array_forms,
    .evaluate_arrays = evaluate_arrays,
};

}  // namespace lookback::softmax_attention
