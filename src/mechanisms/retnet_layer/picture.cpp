#include "mechanisms/retnet_layer/picture.h"

#include <array>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/decayed_attention/picture.h"
#include "mechanisms/explanation.h"
#include "mechanisms/retnet_layer/mechanism.h"

namespace lookback::retnet_layer {
namespace {

using enum MatrixRole;

constexpr std::array<std::string_view, 3> divided_by = {
    "The parallel form of the released code divides row {0} by {1}, so that no number grows too large."_said,
    "The recurrent form of the released code divides row {0} by {1}, so that no number grows too large."_said,
    "The chunkwise form of the released code divides row {0} by {1}, so that no number grows too large."_said};

// The shown head before the norm in the three forms.
std::array<Matrix<double>, 3> before_norm(const HeadInputs<double>& rows, double gamma, int chunk_size) {
  DecodeState<double> state = zero_state<double>(rows.k.columns(), rows.v.columns(), {});
  DecodeState<double> chunks = state;
  Matrix<double> stepped(rows.v.rows(), rows.v.columns());
  double decay_sum = 0;
  for (int t = 0; t < rows.v.rows(); ++t) {
    step<double>(state.update(0), decay_sum, {rows.q.slice(t, 1), rows.k.slice(t, 1), rows.v.slice(t, 1), {}},
                 gamma, stepped.row(t));
  }
  return {parallel<double>(rows, gamma, {}).output, std::move(stepped),
          chunkwise<double>(chunks, 0, rows, chunk_size, gamma, {})};
}

// What the forms divided the plain outputs by: one positive number a row and form; 1 for a row of zeros.
Matrix<double> row_factors(const Matrix<double>& plain_outputs, const std::array<Matrix<double>, 3>& forms) {
  Matrix<double> factors(plain_outputs.rows(), 3, 1);
  for (int t = 0; t < plain_outputs.rows(); ++t) {
    int largest = 0;
    for (int c = 0; c < plain_outputs.columns(); ++c) {
      largest = std::abs(plain_outputs(t, c)) > std::abs(plain_outputs(t, largest)) ? c : largest;
    }
    for (int form = 0; form < 3; ++form) {
      const double divided = forms[static_cast<std::size_t>(form)](t, largest);
      factors(t, form) = divided == 0 ? 1 : plain_outputs(t, largest) / divided;
    }
  }
  return factors;
}

decayed_attention::Options shown_options(const HeadInputs<double>& inputs, const Parameters& chosen) {
  const Options options = options_for(layer_input(inputs).columns(), chosen);
  return {.decay = options.decays[static_cast<std::size_t>(shown_head(chosen))],
          .scale = {},
          .rotation = retnet_rotation(layer_input(inputs).columns() / options.heads())};
}

const Matrix<double>& traced(const Trace& trace, std::string_view id) {
  const auto found = std::ranges::find(trace.more, id, &TracedMatrix::id);
  LOOKBACK_ASSERT(found != trace.more.end());
  return found->values;
}

std::string place(int row, int column) {
  return "[" + std::to_string(row) + ", " + std::to_string(column) + "]";
}

Line products(std::span<const double> x, std::span<const double> w) {
  return sum_of_products(
      static_cast<int>(x.size()), plain, plain, [&](int n) { return x[static_cast<std::size_t>(n)]; },
      [&](int n) { return w[static_cast<std::size_t>(n)]; });
}

// A cell of Q, K or V, which are projections of X.
std::vector<Line> explain_projected(const CellReference& cell, const HeadInputs<double>& inputs,
                                    const Trace& trace, const Parameters& chosen) {
  const Weights<double> w = layer_weights(inputs);
  const int heads = options_for(layer_input(inputs).columns(), chosen).heads();
  const bool is_key = cell.role == key;
  const Matrix<double>& all = cell.role == query ? w.q : is_key ? w.k : w.v;
  const Matrix<double>& made = cell.role == query ? trace.projected->q
                               : is_key           ? trace.projected->k
                                                  : trace.projected->v;
  const std::string_view letter = cell.role == query ? "Q" : is_key ? "K" : "V";
  if (cell.column >= made.columns()) {
    return {};  // of another head
  }
  const int row = shown_head(chosen) * (all.rows() / heads) + cell.column;
  return {
      line_of(is_key ? say("{0} = {1} · {2} row {3}, over √d = {4} = {5}")
                     : say("{0} = {1} · {2} row {3} = {4} = {5}"),
              {Term{std::string(letter) + place(cell.row, cell.column), cell.role}, "x" + subscript(cell.row),
               "W_" + std::string(letter), row, products(layer_input(inputs).row(cell.row), all.row(row)),
               number(made(cell.row, cell.column), cell.role)})};
}

std::vector<Line> explain_factor(const CellReference& cell, const Trace& trace) {
  const double factor = traced(trace, "row_factors")(cell.row, cell.column);
  return {{word(say(divided_by[static_cast<std::size_t>(cell.column)], cell.row, brief(factor)))},
          {word(say("A norm without ε takes any such factor out again: only then do the forms agree."))}};
}

std::vector<Line> explain_norm(const CellReference& cell, const Trace& trace, const Options& options) {
  const double before =
      traced(trace, "retained")(cell.row, cell.column) / traced(trace, "row_factors")(cell.row, 0);
  const double after = traced(trace, "normed")(cell.row, cell.column);
  return {
      {word(options.norm == Norm::group
                ? say("Before the norm {0}; minus the mean of its row, over √(variance + ε) of its row = {1}",
                      brief(before), brief(after))
                : say("Before the norm {0}; over √(mean square + ε) of its row = {1}", brief(before),
                      brief(after)))}};
}

std::vector<Line> explain_gate(const CellReference& cell, const HeadInputs<double>& inputs,
                               const Trace& trace) {
  const Weights<double> w = layer_weights(inputs);
  const std::span<const double> x = layer_input(inputs).row(cell.row);
  const double projected = dot<double>(x, w.g.row(cell.column));
  return {line_of(say("{0} = {1} · {2} row {3} = {4} = {5}"),
                  {std::string("g"), "x" + subscript(cell.row), std::string("W_G"), cell.column,
                   products(x, w.g.row(cell.column)), brief(projected)}),
          {word("swish(g) = g ÷ (1 + exp(−g)) = "),
           number(traced(trace, "gates")(cell.row, cell.column), plain)}};
}

}  // namespace

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Matrix<double>& x = layer_input(inputs);
  const Weights<double> w = layer_weights(inputs);
  const Options options = options_for(x.columns(), chosen);
  const int head = shown_head(chosen);
  const double gamma = options.decays[static_cast<std::size_t>(head)];

  HeadInputs<double> own = projected<double>(x, w, options, head);
  Trace result = decayed_attention::trace(own, mask, shown_options(inputs, chosen));
  Matrix<double> retained = std::move(result.output);
  const HeadInputs<double> rows = head_rows<double>(x, w, options, head);
  std::array<Matrix<double>, 3> forms = before_norm(rows, gamma, chunk_size(chosen));
  Matrix<double> factors = row_factors(retained, forms);
  Matrix<double> normed = std::move(forms.front());
  normalise<double>(normed, options);
  const Matrix<double> gated =
      gated_heads<double>(x, w, options, 0, [&](int h, const HeadInputs<double>& one) {
        return parallel<double>(one, options.decays[static_cast<std::size_t>(h)], {}).output;
      });

  const auto add = [&result](std::string_view id, std::string title, Matrix<double> values,
                             std::string_view meaning) {
    result.more.push_back(
        {id, std::move(title), plain, Axis::token, Axis::dimension, std::move(values), meaning});
  };
  add("retained", say("retention A·V"), std::move(retained),
      "What the shown head retains, before anything is normalised."_said);
  add("row_factors", say("÷ parallel, recurrent, chunkwise"), std::move(factors),
      "What each form of the released code divides a row by; the norm takes it out again."_said);
  add("normed", options.norm == Norm::group ? say("group norm") : say("RMS norm"), std::move(normed),
      "The shown head after its norm."_said);
  add("gates", say("gate swish(XW_Gᵀ)"), gates<double>(x, w), "The gate of all heads."_said);
  add("gated", say("gate ⊙ norm"), gated,
      "All heads side by side, gated: what the output projection reads."_said);
  result.output = project_rows<double>(gated, w.o);
  result.projected = std::move(own);
  return result;
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const Options options = options_for(layer_input(inputs).columns(), chosen);
  if (cell.table == "retained") {
    Trace head = trace;
    head.output = traced(trace, "retained");
    return explain_output(cell.row, cell.column, *trace.projected, head, mask);
  }
  if (cell.table == "row_factors") {
    return explain_factor(cell, trace);
  }
  if (cell.table == "normed") {
    return explain_norm(cell, trace, options);
  }
  if (cell.table == "gates") {
    return explain_gate(cell, inputs, trace);
  }
  if (cell.table == "gated") {
    const double gate = traced(trace, "gates")(cell.row, cell.column);
    const double value = traced(trace, "gated")(cell.row, cell.column);
    return {{word(say("gate {0} × norm of head {1} = {2}", brief(gate),
                      cell.column / (layer_weights(inputs).v.rows() / options.heads()), brief(value)))}};
  }
  if (cell.role == output) {
    const Weights<double> w = layer_weights(inputs);
    return {line_of(say("{0} = gated row · W_O row {1} = {2} = {3}"),
                    {Term{"out" + place(cell.row, cell.column), output}, cell.column,
                     products(traced(trace, "gated").row(cell.row), w.o.row(cell.column)),
                     number(trace.output(cell.row, cell.column), output)})};
  }
  if (cell.table == "Q" || cell.table == "K" || cell.table == "V") {
    return explain_projected(cell, inputs, trace, chosen);
  }
  if (cell.role == state) {
    return {
        {word(say("Each head keeps its state over √c, and c = 1 + γ + γ² + … of the tokens so far: a step "
                  "fades the state by γ, adds kᵀv and scales it anew."))}};
  }
  if (cell.role == plain) {
    return {};
  }
  return decayed_attention::explain(cell, *trace.projected, trace, mask, shown_options(inputs, chosen));
}

}  // namespace lookback::retnet_layer
