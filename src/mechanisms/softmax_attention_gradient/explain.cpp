#include "mechanisms/softmax_attention_gradient/explain.h"

#include <array>

#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/softmax_attention/explain.h"
#include "mechanisms/softmax_attention_gradient/mechanism.h"

namespace lookback::softmax_attention_gradient {
namespace {

using enum MatrixRole;

const Matrix<double>& traced(const Trace& trace, std::string_view id) {
  for (const TracedMatrix& matrix : trace.more) {
    if (matrix.id == id) {
      return matrix.values;
    }
  }
  LOOKBACK_ASSERT(false);
  return trace.output;
}

std::string index(int c) { return "[" + std::to_string(c) + "]"; }

// "dP₂₁ = dO₂·v₁ = 0.3×1.00 + … = 0.5", and what dS makes of it: "dS = p × (dP − D) = 0.2 × (0.5 − 0.1)".
std::vector<Line> explain_pair(const CellReference& cell, const HeadInputs<double>& inputs,
                               const Trace& trace, const Mask& mask) {
  const int i = cell.row;
  const int j = cell.column;
  if (!mask.visible(i, j)) {
    return {{word(say("The mask hides this pair: no gradient passes through it."))}};
  }
  const Matrix<double>& d_output = inputs.more[0];
  const double by_weight = traced(trace, "d_weights")(i, j);
  Line weights = {word("dP = "), vector_name("dO", i, output), word("·"), vector_name("v", j, value),
                  word(" = ")};
  append_products(
      weights, d_output.columns(), output, value, [&](int c) { return d_output(i, c); },
      [&](int c) { return inputs.v(j, c); });
  weights.push_back(word(" = " + brief(by_weight)));
  if (cell.table == "d_weights") {
    return {weights};
  }
  const double row_product = dot<double>(d_output.row(i), trace.output.row(i));
  return {weights, line_of(say("dS = p × (dP − D) = {0} × ({1} − {2}) = {3}, with D = {4}·{5}"),
                           {number(trace.weights(i, j), weight), brief(by_weight), brief(row_product),
                            brief(traced(trace, "d_scores")(i, j)), vector_name("dO", i, output),
                            vector_name("o", i, output)})};
}

// A cell of dQ, dK or dV: a sum over the other side of the visible pairs, or one term of it.
std::vector<Line> explain_gradient(const CellReference& cell, const HeadInputs<double>& inputs,
                                   const Trace& trace, const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.q.rows();
  const int c = cell.column;
  const bool by_query = cell.table == "d_q";
  const bool by_value = cell.role == value;
  const bool one_query = cell.table.starts_with("from_query");
  const int shown = shown_query(chosen, tokens);
  std::vector<int> others;  // the keys of a query, the queries of a key
  for (int n = 0; n < tokens; ++n) {
    const bool sees = by_query ? mask.visible(cell.row, n) : mask.visible(n, cell.row);
    if (sees && (!one_query || n == shown)) {
      others.push_back(n);
    }
  }
  if (others.empty()) {
    return {{word(say("No visible pair: this gradient is zero."))}};
  }
  const Matrix<double>& factors = by_value ? trace.weights : traced(trace, "d_scores");
  const Matrix<double>& rows = by_query ? inputs.k : by_value ? inputs.more[0] : inputs.q;
  const auto other = [&others](int n) { return others[static_cast<std::size_t>(n)]; };
  const bool scaled = !by_value && options_for(inputs.k.columns(), chosen).scale.has_value();
  const std::string name = by_query ? "dq" : by_value ? "dv" : "dk";
  Line line = {vector_name(name, cell.row, cell.role), word(index(c) + (scaled ? " = σ (" : " = "))};
  append_products(
      line, static_cast<int>(others.size()), by_value ? weight : score,
      by_query   ? key
      : by_value ? output
                 : query,
      [&](int n) { return by_query ? factors(cell.row, other(n)) : factors(other(n), cell.row); },
      [&](int n) { return rows(other(n), c); });
  line.push_back(word((scaled ? ") = " : " = ") + brief(traced(trace, cell.table)(cell.row, c))));
  return {line};
}

std::vector<Line> explain_size(const CellReference& cell, const Trace& trace) {
  constexpr std::array<std::string_view, 4> meanings = {
      "length of the part of row {0} of dK from the position's own query = {1}"_said,
      "length of the part of row {0} of dK from all other queries = {1}"_said,
      "length of the part of row {0} of dV from the position's own query = {1}"_said,
      "length of the part of row {0} of dV from all other queries = {1}"_said};
  return {{word(say(meanings[static_cast<std::size_t>(cell.column)], cell.row,
                    brief(traced(trace, "sizes")(cell.row, cell.column))))}};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  if (cell.table == "dout") {
    return {};
  }
  if (cell.table == "d_weights" || cell.table == "d_scores") {
    return explain_pair(cell, inputs, trace, mask);
  }
  if (cell.table == "sizes") {
    return explain_size(cell, trace);
  }
  if (cell.table.starts_with("d_") || cell.table.starts_with("from_query")) {
    return explain_gradient(cell, inputs, trace, mask, chosen);
  }
  return softmax_attention::explain(cell, {inputs.q, inputs.k, inputs.v, {}}, trace, mask,
                                    {{"scaled", parameter(mechanism, chosen, "scaled")}});
}

}  // namespace lookback::softmax_attention_gradient
