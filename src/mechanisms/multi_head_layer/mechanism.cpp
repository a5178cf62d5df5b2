#include "mechanisms/multi_head_layer/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/multi_head_layer/board.h"

namespace lookback::multi_head_layer {
namespace {

constexpr std::array<ParameterSpec, 4> parameters = {heads_parameter, kv_heads_parameter, head_parameter,
                                                     scaled_parameter};

constexpr InputSpec weights_input(std::string_view id, std::string_view title, std::string_view meaning,
                                  Size rows, Size columns) {
  return {
      .id = id, .title = title, .meaning = meaning, .rows = rows, .columns = columns, .start = Start::random};
}

constexpr std::array<InputSpec, 5> own_inputs = {{
    weights_input("X", "X", "The tokens that the layer reads, a row each."_said, Size::tokens,
                  Size::key_width),
    weights_input("w_q", "W_Q", "Makes the queries of all heads: q = W_Q x; each head owns its rows."_said,
                  Size::key_width, Size::key_width),
    weights_input("w_k", "W_K", "Makes the keys; with fewer key/value heads its first rows are read."_said,
                  Size::key_width, Size::key_width),
    weights_input("w_v", "W_V", "Makes the values; with fewer key/value heads its first rows are read."_said,
                  Size::value_width, Size::key_width),
    weights_input("w_o", "W_O", "Mixes the outputs of all heads to the layer's output."_said,
                  Size::value_width, Size::value_width),
}};

Options options_in(const Parameters& chosen, int key_width) {
  return options_of(mechanism, chosen, key_width);
}

template <class T>
Options options_in(const Parameters& chosen, const HeadInputs<T>& inputs) {
  return options_in(chosen, inputs.more[0].columns());
}

template <class T>
Weights<T> weights_of(const HeadInputs<T>& inputs, const Options& options) {
  return cut_weights(std::span(inputs.more).subspan(1), options);
}

Refusal absent(const Setting& setting) { return heads_absent(mechanism, setting); }

Refusal steps_absent(const Setting& setting) {
  const Refusal why = absent(setting);
  return why ? why : needs_no_lookahead(setting);
}

struct Materialised {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    const Options options = options_in(chosen, inputs);
    return {materialised(inputs.more[0], weights_of(inputs, options), mask, options, meter).output};
  }
};

struct Decode {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& chosen, Meter<T> meter) {
    const Weights<T> weights = weights_of(inputs, options_in(chosen, inputs));
    return empty_cache<T>(weights.w_k.rows(), weights.w_v.rows(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& cache, const HeadInputs<T>& inputs, const Mask& mask,
                             const Parameters& chosen, Meter<T> meter) {
    const Options options = options_in(chosen, inputs);
    const std::vector<T> row = decode_step<T>(cache, inputs.more[0].row(cache.position()),
                                              weights_of(inputs, options), mask, options, meter);
    HeadOutputs<T> result = {Matrix<T>(1, static_cast<int>(row.size()))};
    std::ranges::copy(row, result.output.row(0).begin());
    return result;
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "materialised",
     .title = "Materialised"_said,
     .meaning = "All tokens at once: project, attend in every head, mix the heads."_said,
     .holds_scores = true,
     .absent = absent,
     .pass = passes_of<Materialised>()},
    {.id = "decode",
     .title = "Decode"_said,
     .meaning = "One token at a time against the KV cache, which heads that share keys share too."_said,
     .holds_scores = false,
     .absent = steps_absent,
     .pass = passes_of<ByStepping<Decode>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  const int head = shown_head(mechanism, chosen);
  return {.scores = say("scores {0} of head {1}", score_symbols(mechanism, chosen, turned), head),
          .weights = say("weights of head {0}", head),
          .output = say("output {0}", "heads·W_Oᵀ"),
          .arrow = say("softmax")};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Options options = options_in(chosen, inputs);
  const Layer<double> layer =
      materialised<double>(inputs.more[0], weights_of(inputs, options), mask, options, {});
  Trace result = head_trace(layer, shown_head(mechanism, chosen), options);
  result.more.push_back({.id = "head_outputs",
                         .title = say("heads side by side"),
                         .role = MatrixRole::output,
                         .rows = Axis::query,
                         .values = layer.heads,
                         .meaning = "Every head's weights times its values, before W_O mixes them."_said});
  return result;
}

Cost pass_cost(const Form& form, const Setting& s) {
  const Options options = options_in(s.parameters, s.key_width);
  return form.id == "decode" ? layers_steps_cost(s, options, 1) : layer_pass_cost(s, options);
}

Cost steps_cost(const Setting& s) { return layers_steps_cost(s, options_in(s.parameters, s.key_width), 1); }

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const Options options = options_in(chosen, inputs);
  const Weights<double> weights = weights_of(inputs, options);
  const int head = shown_head(mechanism, chosen);
  const Matrix<double>& head_outputs = trace.more[0].values;
  if (cell.table == "output") {
    return {
        line_of(say("{0}[{1}] = W_O × heads = {2} = {3}"),
                {vector_name("y", cell.row, MatrixRole::output), cell.column,
                 sum_of_product(weights.w_o.row(cell.column), head_outputs.row(cell.row), MatrixRole::output),
                 brief(trace.output(cell.row, cell.column))})};
  }
  if (cell.table == "head_outputs") {
    return explain_head_output(cell, trace, head_outputs, mask, options, head);
  }
  return explain_head(cell, inputs.more[0], weights, trace, mask, options, head);
}

}  // namespace

const Mechanism mechanism = {
    .id = "multi_head_layer",
    .title = "Multi-head layer"_said,
    .equation = "y = concat_h(softmax(σ Q_h K_hᵀ) V_h) W_Oᵀ,  Q = X W_Qᵀ, K = X W_Kᵀ, V = X W_Vᵀ",
    .road = Road::layers,
    .parameters = parameters,
    .inputs = own_inputs,
    .reads = {false, false, false},
    .forms = forms,
    .state_title = "KV cache"_said,
    .steps_absent = steps_absent,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .explain = explain,
};

}  // namespace lookback::multi_head_layer
