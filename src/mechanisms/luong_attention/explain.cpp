#include "mechanisms/luong_attention/explain.h"

#include <algorithm>

#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/luong_attention/mechanism.h"
#include "mechanisms/luong_attention/trace.h"

namespace lookback::luong_attention {
namespace {

using enum MatrixRole;

// A traced matrix that is there.
const Matrix<double>& traced(const Trace& trace, std::string_view id) {
  const auto found = std::ranges::find(trace.more, id, &TracedMatrix::id);
  LOOKBACK_ASSERT(found != trace.more.end());
  return found->values;
}

Line products(Line line, std::span<const double> left, std::span<const double> right, MatrixRole left_role,
              MatrixRole right_role, double sum) {
  append_products(
      line, static_cast<int>(left.size()), left_role, right_role,
      [&](int c) { return left[static_cast<std::size_t>(c)]; },
      [&](int c) { return right[static_cast<std::size_t>(c)]; });
  line.push_back(word(" = " + brief(sum)));
  return line;
}

Line explain_score(int t, int s, const HeadInputs<double>& inputs, const Trace& trace, Score score) {
  const Weights<double> weights = weights_of(inputs);
  const std::vector<double> left = compared_query<double>(inputs.q.row(t), weights, score);
  const std::vector<double> right = compared_key<double>(inputs.k.row(s), weights, score);
  const double result = trace.scores(t, s);
  if (score == Score::concat) {
    const std::vector<double> layer = additive_attention::tanh_layer<double>(left, right);
    return products({word("v_a · tanh(W₁ "), vector_name("q", t, query), word(" + W₂ "),
                     vector_name("k", s, key), word(") = ")},
                    weights.concat.w_v.row(0), layer, plain, plain, result);
  }
  Line line = {vector_name("k", s, key), word(score == Score::dot ? " · " : " · (W_a "),
               vector_name("q", t, query), word(score == Score::dot ? " = " : ") = ")};
  return products(std::move(line), right, left, key, query, result);
}

std::vector<Line> out_of_sight(int t, int s, const Trace& trace, const Mask& mask, int half_width) {
  if (!mask.visible(t, s)) {
    return {hidden_pair()};
  }
  const Window window = window_around(traced(trace, "centre")(t, 0), half_width);
  return {
      line_of(say("Outside the window of {0}, which is positions {1} to {2}: its score is never computed, "
                  "its weight is 0."),
              {vector_name("q", t, query), window.first, window.last})};
}

std::vector<Line> explain_pair(int t, int s, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Parameters& chosen) {
  const Options options = options_of(chosen);
  const Mask in_sight = pairs_in_sight(inputs, mask, chosen);
  if (!in_sight.visible(t, s)) {
    return out_of_sight(t, s, trace, mask, options.half_width);
  }
  const Line score = explain_score(t, s, inputs, trace, options.score);
  if (options.locality != Locality::local_p) {
    return {score, explain_softmax(t, s, trace, in_sight)};
  }
  Trace before = trace;
  before.weights = traced(trace, "softmax");
  return {score, explain_softmax(t, s, before, in_sight),
          line_of(say("× Gaussian {0} = {1}; the row is not made to sum to 1 again"),
                  {brief(traced(trace, "gaussian")(t, s)), number(trace.weights(t, s), weight)})};
}

std::vector<Line> explain_centre(int t, const HeadInputs<double>& inputs, const Trace& trace,
                                 const Options& options) {
  const std::string here = brief(traced(trace, "centre")(t, 0));
  if (options.locality == Locality::local_m) {
    return {line_of(say("{0} looks around its own position, {1}."), {vector_name("q", t, query), here})};
  }
  const Weights<double> weights = weights_of(inputs);
  const std::vector<double> hidden = hidden_of<double>(inputs.q.row(t), weights);
  const double sum = dot<double>(weights.v_p.row(0), hidden);
  Line line = products({word("v_p · tanh(W_p "), vector_name("q", t, query), word(") = ")},
                       weights.v_p.row(0), hidden, plain, plain, sum);
  return {line,
          {word(say("p = n × sigmoid({0}) = {1}×{2} = {3}; the window is {4} to either side of ⌊p⌋",
                    brief(sum), inputs.k.rows(), brief(sigmoid(sum)), here, options.half_width))}};
}

std::vector<Line> explain_gaussian(int t, int s, const Trace& trace, const Options& options) {
  const double half = options.half_width / 2.0;
  return {{word("exp(−(" + std::to_string(s) + " − p " + brief(traced(trace, "centre")(t, 0)) + ")² ÷ (2×" +
                brief(half) + "²)) = " + brief(traced(trace, "gaussian")(t, s)))}};
}

std::vector<Line> explain_attentional_state(const CellReference& cell, const HeadInputs<double>& inputs,
                                            const Trace& trace) {
  const std::span<const double> w = inputs.more[w_c_input].row(cell.column);
  const auto context = trace.output.row(cell.row);
  std::vector<double> both(context.begin(), context.end());
  both.insert(both.end(), inputs.q.row(cell.row).begin(), inputs.q.row(cell.row).end());
  Line line = {word("(W_c ["), vector_name("o", cell.row, output), word("; "),
               vector_name("q", cell.row, query), word("])[" + std::to_string(cell.column) + "] = ")};
  const double sum = dot<double>(w, both);
  return {
      products(std::move(line), w, both, plain, output, sum),
      {word("tanh(" + brief(sum) + ") = "), number(trace.more.back().values(cell.row, cell.column), output)}};
}

std::vector<Line> explain_traced(const CellReference& cell, const HeadInputs<double>& inputs,
                                 const Trace& trace, const Mask& mask, const Parameters& chosen) {
  const Options options = options_of(chosen);
  if (cell.table == "attn_h") {
    return explain_attentional_state(cell, inputs, trace);
  }
  if (cell.table == "centre") {
    return explain_centre(cell.row, inputs, trace, options);
  }
  if (cell.table == "projected_q") {
    const std::span<const double> w = inputs.more[0].row(cell.column);
    return {products(
        {word("(W_a "), vector_name("q", cell.row, query), word(")[" + std::to_string(cell.column) + "] = ")},
        w, inputs.q.row(cell.row), plain, query, traced(trace, "projected_q")(cell.row, cell.column))};
  }
  const Mask in_sight = pairs_in_sight(inputs, mask, chosen);
  if (!in_sight.visible(cell.row, cell.column)) {
    return out_of_sight(cell.row, cell.column, trace, mask, options.half_width);
  }
  if (cell.table == "gaussian") {
    return explain_gaussian(cell.row, cell.column, trace, options);
  }
  if (cell.table == "softmax") {
    return explain_pair(cell.row, cell.column, inputs, trace, mask, chosen);
  }
  return {line_of(say("{0} looks around position {1}, so {2} is in its window."),
                  {vector_name("q", cell.row, query), brief(traced(trace, "centre")(cell.row, 0)),
                   vector_name("k", cell.column, key)})};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  if (std::ranges::find(trace.more, cell.table, &TracedMatrix::id) != trace.more.end()) {
    return explain_traced(cell, inputs, trace, mask, chosen);
  }
  const int tokens = inputs.k.rows();
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask, chosen);
    case output:
      return explain_output(cell.row, cell.column, inputs, trace, pairs_in_sight(inputs, mask, chosen));
    case query:
      return explain_query(cell.row, tokens, pairs_in_sight(inputs, mask, chosen));
    case key:
      return explain_written(cell.row, tokens, pairs_in_sight(inputs, mask, chosen), key, "k");
    case value:
      return explain_written(cell.row, tokens, pairs_in_sight(inputs, mask, chosen), value, "v");
    case state:
    case plain:
      return {};
  }
  return {};
}

}  // namespace lookback::luong_attention
