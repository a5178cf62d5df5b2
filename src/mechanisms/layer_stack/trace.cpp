#include <cmath>

#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/layer_stack/mechanism.h"

namespace lookback::layer_stack {
namespace {

using enum MatrixRole;

// The traced matrices, in their order.
constexpr std::size_t input_place = 0;
constexpr std::size_t heads_place = 1;
constexpr std::size_t hidden_place = 2;
constexpr std::size_t change_place = 3;

// How far each older row moved when the newest token arrived, after each layer: [S, L].
Matrix<double> changes(const Stack<double>& now, const Stack<double>& before) {
  const int tokens = now.hidden.front().rows();
  const int layers = static_cast<int>(now.layers.size());
  Matrix<double> result(tokens, layers);
  for (int l = 0; l < layers; ++l) {
    const Matrix<double>& after = now.hidden[static_cast<std::size_t>(l) + 1];
    const Matrix<double>& old = before.hidden[static_cast<std::size_t>(l) + 1];
    for (int p = 0; p < old.rows(); ++p) {
      for (int c = 0; c < old.columns(); ++c) {
        result(p, l) = std::max(result(p, l), std::abs(after(p, c) - old(p, c)));
      }
    }
  }
  return result;
}

TracedMatrix rows_of(std::string_view id, std::string title, MatrixRole role, Matrix<double> values,
                     std::string_view meaning) {
  return {id, std::move(title), role, Axis::token, Axis::dimension, std::move(values), meaning};
}

std::string place(int column) { return "[" + std::to_string(column) + "]"; }

std::string layer_name(int layer) { return "h" + subscript(layer); }

// "h₂ of token 3: h₁ + W_O × heads", of the shown layer.
std::vector<Line> explain_hidden(const CellReference& cell, const Trace& trace,
                                 const Weights<double>& weights, int layer) {
  const double from_below = trace.more[input_place].values(cell.row, cell.column);
  const double sum = trace.more[hidden_place].values(cell.row, cell.column);
  const std::span<const double> heads = trace.more[heads_place].values.row(cell.row);
  const std::span<const double> w = weights.w_o.row(cell.column);
  return {
      line_of(say("W_O × heads = {0} = {1}"),
              {multi_head_layer::sum_of_product(w, heads, output), brief(dot<double>(w, heads))}),
      line_of(say("{0} of token {1} = {2} {3} + {4} = {5}"),
              {layer_name(layer + 1) + place(cell.column), cell.row, layer_name(layer) + place(cell.column),
               brief(from_below), brief(sum - from_below), number(sum, output)})};
}

// Whether a cell of Q, K or V is given.
bool is_given(const CellReference& cell, const multi_head_layer::Given<double>& given, int head,
              const Options& options) {
  const int g = multi_head_layer::kv_head_of(head, options);
  const auto has = [&cell](const std::vector<Matrix<double>>& heads, int index) {
    return cell.row < heads[static_cast<std::size_t>(index)].rows();
  };
  return (cell.table == "Q" && has(given.q, head)) || (cell.table == "K" && has(given.k, g)) ||
         (cell.table == "V" && has(given.v, g));
}

std::vector<Line> explain_change(const CellReference& cell, const Trace& trace) {
  const double change = trace.more[change_place].values(cell.row, cell.column);
  const int layer = cell.column + 1;
  if (cell.row + 1 == trace.more[change_place].values.rows()) {
    return {{word(say("The row of token {0} after layer {1} is the newest: there was none before it.",
                      cell.row, layer))}};
  }
  if (change == 0) {
    return {
        {word(say("The row of token {0} after layer {1} stayed as it was when the newest token arrived, "
                  "so what was made of it can be kept.",
                  cell.row, layer))}};
  }
  return {
      {word(say("The row of token {0} after layer {1} moved by up to {2} when the newest token arrived: "
                "keys and values made of it are no longer right.",
                cell.row, layer, brief(change)))}};
}

}  // namespace

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Matrix<double>& x = inputs.more[0];
  const Options options = options_in(chosen, x.columns());
  const std::vector<Weights<double>> layers = weights_of(inputs, chosen);
  const Stack<double> now = materialised<double>(x, layers, mask, options, {});
  const Stack<double> before =
      materialised<double>(x.top(std::max(0, x.rows() - 1)), layers, mask, options, {});
  const int shown = shown_layer(chosen);
  const auto index = static_cast<std::size_t>(shown);
  Trace result = multi_head_layer::head_trace(now.layers[index],
                                              multi_head_layer::shown_head(mechanism, chosen), options);
  result.output = now.hidden.back();
  result.more = {
      rows_of("layer_input", say("input of layer {0}", shown + 1), plain, now.hidden[index],
              "What the shown layer reads: the tokens, or what the layer below passed on."_said),
      rows_of("head_outputs", say("heads of layer {0}", shown + 1), output, now.layers[index].heads,
              "Every head's weights times its values, before W_O mixes them."_said),
      rows_of("hidden", say("{0}, after layer {1}", layer_name(shown + 1), shown + 1), output,
              now.hidden[index + 1], "The shown layer's input with its output added."_said),
      rows_of("change", say("change by the newest token"), plain, changes(now, before),
              "How far each older row moved after each layer when the newest token arrived: 0 "
              "means that it can be "
              "kept."_said)};
  return result;
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const Options options = options_in(chosen, inputs.more[0].columns());
  const int layer = shown_layer(chosen);
  const int head = multi_head_layer::shown_head(mechanism, chosen);
  const Weights<double> weights = weights_of(inputs, chosen)[static_cast<std::size_t>(layer)];
  if (cell.table == "layer_input") {
    return {{word(layer == 0 ? say("Token {0}’s own row of X.", cell.row)
                             : say("What layer {0} passed on for token {1}.", layer, cell.row))}};
  }
  if (cell.table == "head_outputs") {
    return explain_head_output(cell, trace, trace.more[heads_place].values, mask, options, head);
  }
  if (cell.table == "change") {
    return explain_change(cell, trace);
  }
  if (is_given(cell, weights.given, head, options)) {
    return {{word(say("Given by hand: it does not follow X."))}};
  }
  const bool last = layer + 1 == layers_of(chosen);
  if (cell.table == "hidden" || (cell.table == "output" && last)) {
    return explain_hidden(cell, trace, weights, layer);
  }
  if (cell.table == "output") {
    const int top = layers_of(chosen);
    return {
        {word(say("{0} of token {1}: what the last layer passes on; choose layer {2} to see how it is made.",
                  layer_name(top) + place(cell.column), cell.row, top))}};
  }
  return explain_head(cell, trace.more[input_place].values, weights, trace, mask, options, head);
}

}  // namespace lookback::layer_stack
