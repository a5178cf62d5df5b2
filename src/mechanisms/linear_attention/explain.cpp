#include "mechanisms/linear_attention/explain.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/linear_attention/linear_attention.h"
#include "mechanisms/linear_attention/mechanism.h"

namespace lookback::linear_attention {
namespace {

using enum MatrixRole;

// "φ(0.3) = 0.3 + 1 = 1.3" or "φ(−0.2) = exp(−0.2) = 0.82"
Line feature_line(double x, MatrixRole role) {
  return line_of(x > 0 ? say("φ({0}) = x + 1 = {1}: positive, whatever x is")
                       : say("φ({0}) = exp(x) = {1}: positive, whatever x is"),
                 {number(x, role), number(elu_plus_one(x), role)});
}

Line score_line(int i, int j, const HeadInputs<double>& rows, double product) {
  Line line = {word("φ("), vector_name("q", i, query), word(")·φ("), vector_name("k", j, key), word(") = ")};
  append_products(
      line, rows.k.columns(), query, key, [&](int c) { return rows.q(i, c); },
      [&](int c) { return rows.k(j, c); });
  line.push_back(word(" = "));
  line.push_back(number(product, score));
  return line;
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Parameters& chosen) {
  if (!mask.visible(i, j)) {
    return {hidden_pair()};
  }
  double sum = 0;
  for (const int seen : visible_keys(i, trace.scores.columns(), mask)) {
    sum += trace.scores(i, seen);
  }
  const double here = trace.weights(i, j);
  return {
      score_line(i, j, featured(inputs), trace.scores(i, j)),
      line_of(say("{0} ÷ (Σ {1} + ε {2}) = weight {3} → adds {4}×{5} to {6}"),
              {number(trace.scores(i, j), score), brief(sum), brief(epsilon(chosen)), number(here, weight),
               brief(here), vector_name("v", j, value), vector_name("o", i, output)})};
}

std::vector<Line> explain_state(const CellReference& cell) {
  if (cell.table == "state.z") {
    return {line_of(say("{0}[{1}] = Σ φ(k)[{1}] over the tokens so far"), {Term{"z", state}, cell.column})};
  }
  return {line_of(say("{0}[{1}, {2}] = Σ φ(k)[{1}] × v[{2}] over the tokens so far"),
                  {Term{"S", state}, cell.row, cell.column})};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.k.rows();
  if (cell.table == "phi_q") {
    return {feature_line(inputs.q(cell.row, cell.column), query)};
  }
  if (cell.table == "phi_k") {
    return {feature_line(inputs.k(cell.row, cell.column), key)};
  }
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask, chosen);
    case output:
      return explain_output(cell.row, cell.column, inputs, trace, mask);
    case query:
      return explain_query(cell.row, tokens, mask);
    case key:
      return explain_written(cell.row, tokens, mask, key, "k");
    case value:
      return explain_written(cell.row, tokens, mask, value, "v");
    case state:
      return explain_state(cell);
    case plain:
      return {};
  }
  return {};
}

}  // namespace lookback::linear_attention
