#include "mechanisms/softmax_attention/explain.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "mechanisms/explanation.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "numbers/operations.h"

namespace lookback::softmax_attention {
namespace {

using enum MatrixRole;

// What one visible pair costs by itself: counted, not written down.
Line pair_cost(const HeadInputs<double>& inputs, const Options& options) {
  Cost cost;
  const HeadInputs<double> one = prefix(inputs, {}, 1);
  materialised<Counted>(counted(one, cost), Mask::diagonal(), options, {&cost});
  return {word("this pair: " + grouped(cost.mul) + " mul · " + grouped(cost.add) + " add · " +
               grouped(cost.exp) + " exp · " + grouped(cost.div) + " div · " + grouped(cost.cmp) + " cmp")};
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Parameters& chosen) {
  if (!mask.visible(i, j)) {
    return {{word("The mask hides this pair: its score is never computed, its weight is 0.")}};
  }
  const int d = inputs.k.columns();
  const Options options = options_for(inputs.k.columns(), chosen);
  Line score = {vector_name("q", i, query), word("·"), vector_name("k", j, key), word(" = ")};
  append_products(
      score, d, query, key, [&](int c) { return inputs.q(i, c); }, [&](int c) { return inputs.k(j, c); });
  if (options.scale) {
    score.push_back(
        word(" = " + brief(dot<double>(inputs.q.row(i), inputs.k.row(j))) + " ÷ √" + std::to_string(d)));
  }
  score.push_back(word(" = " + brief(trace.scores(i, j))));

  double largest = minus_infinity;
  double sum = 0;
  for (int key = 0; key < inputs.k.rows(); ++key) {
    if (mask.visible(i, key)) {
      largest = std::max(largest, trace.scores(i, key));
    }
  }
  for (int key = 0; key < inputs.k.rows(); ++key) {
    sum += mask.visible(i, key) ? std::exp(trace.scores(i, key) - largest) : 0;
  }
  const double weight_here = trace.weights(i, j);
  Line softmax = {word("exp(" + brief(trace.scores(i, j)) + " − max " + brief(largest) + ") = " +
                       brief(std::exp(trace.scores(i, j) - largest)) + " ÷ Σ " + brief(sum) + " = weight "),
                  {brief(weight_here), weight},
                  word(" → adds " + brief(weight_here) + "×"),
                  vector_name("v", j, value),
                  word(" to "),
                  vector_name("o", i, output)};
  return {score, softmax, pair_cost(inputs, options)};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.k.rows();
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
    case plain:
      return {};
  }
  return {};
}

}  // namespace lookback::softmax_attention
