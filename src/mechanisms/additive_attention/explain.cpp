#include "mechanisms/additive_attention/explain.h"

#include "base/say.h"
#include "mechanisms/additive_attention/mechanism.h"
#include "mechanisms/explanation.h"

namespace lookback::additive_attention {
namespace {

using enum MatrixRole;

// What one visible pair costs when both projections are there: counted, not written down.
Line pair_cost(const HeadInputs<double>& inputs) {
  Cost cost;
  const HeadInputs<Counted> one = counted(prefix(inputs, mechanism.inputs, 1), cost);
  const Weights<Counted> weights = weights_of(one);
  const std::vector<Counted> q = project<Counted>(one.q.row(0), weights.w_q);
  const std::vector<Counted> k = project<Counted>(one.k.row(0), weights.w_k);
  cost = Cost{};
  const Meter<Counted> meter{&cost};
  const auto score = [&](int, int) {
    return score_of<Counted>(tanh_layer<Counted>(q, k), weights.w_v, meter);
  };
  attend_by_score<Counted>(1, one.v, Mask::none(), score, meter);
  return explain_cost("this pair, both projections given: {0}"_said, cost);
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask) {
  if (!mask.visible(i, j)) {
    return {hidden_pair()};
  }
  const Weights<double> weights = weights_of(inputs);
  const std::vector<double> layer = tanh_layer<double>(project<double>(inputs.q.row(i), weights.w_q),
                                                       project<double>(inputs.k.row(j), weights.w_k));
  Line score = {word("w_v · tanh(W_q "), vector_name("q", i, query), word(" + W_k "),
                vector_name("k", j, key), word(") = ")};
  append_products(
      score, static_cast<int>(layer.size()), plain, plain, [&](int c) { return weights.w_v(0, c); },
      [&](int c) { return layer[static_cast<std::size_t>(c)]; });
  score.push_back(word(" = " + brief(trace.scores(i, j))));
  return {score, explain_softmax(i, j, trace, mask), pair_cost(inputs)};
}

// "(W_q q₂)[1] = 0.3×0.2 + … = 0.5"
std::vector<Line> explain_projection(const CellReference& cell, const Matrix<double>& rows,
                                     const Matrix<double>& w, double value) {
  const bool of_query = cell.role == query;
  Line line = {word(of_query ? "(W_q " : "(W_k "), vector_name(of_query ? "q" : "k", cell.row, cell.role),
               word(")[" + std::to_string(cell.column) + "] = ")};
  append_products(
      line, w.columns(), plain, cell.role, [&](int c) { return w(cell.column, c); },
      [&](int c) { return rows(cell.row, c); });
  line.push_back(word(" = " + brief(value)));
  return {line};
}

std::vector<Line> explain_tanh(const CellReference& cell, const HeadInputs<double>& inputs,
                               const Trace& trace, const Mask& mask, const Parameters& chosen) {
  const int i = shown_query(chosen, inputs.q.rows());
  const int j = cell.row;
  if (!mask.visible(i, j)) {
    return {{word(say("The mask hides this pair: its tanh layer is never computed."))}};
  }
  const double from_query = trace.more[0].values(i, cell.column);
  const double from_key = trace.more[1].values(j, cell.column);
  return {{word("tanh((W_q "), vector_name("q", i, query), word(") + (W_k "), vector_name("k", j, key),
           word(")) = tanh("), number(from_query, query), word(" + "), number(from_key, key),
           word(") = " + brief(trace.more[2].values(j, cell.column)))}};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.k.rows();
  if (cell.table == "projected_q") {
    return explain_projection(cell, inputs.q, weights_of(inputs).w_q,
                              trace.more[0].values(cell.row, cell.column));
  }
  if (cell.table == "projected_k") {
    return explain_projection(cell, inputs.k, weights_of(inputs).w_k,
                              trace.more[1].values(cell.row, cell.column));
  }
  if (cell.table == "tanh") {
    return explain_tanh(cell, inputs, trace, mask, chosen);
  }
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask);
    case output:
      return explain_output(cell.row, cell.column, inputs, trace, mask);
    case query:
      return explain_query(cell.row, tokens, mask);
    case key:
      return explain_written(cell.row, tokens, mask, key, "k");
    case value:
      return explain_written(cell.row, tokens, mask, value, "v");
    case state:
    case plain:
      return {};
  }
  return {};
}

}  // namespace lookback::additive_attention
