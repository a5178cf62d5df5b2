#include "mechanisms/self_score_softmax/explain.h"

#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/self_score_softmax/mechanism.h"

namespace lookback::self_score_softmax {
namespace {

using enum MatrixRole;

// "s₁ = q₁·k₁ = 0.30×0.10 + … ÷ √4 = 0.12"
Line score_line(int t, const HeadInputs<double>& inputs, const Options& options) {
  const int d = inputs.k.columns();
  Line line = {{"s" + subscript(t), score}, word(" = "), vector_name("q", t, query), word("·"),
               vector_name("k", t, key),    word(" = ")};
  append_products(
      line, d, query, key, [&](int c) { return inputs.q(t, c); }, [&](int c) { return inputs.k(t, c); });
  if (options.scale) {
    line.push_back(
        word(" = " + brief(dot<double>(inputs.q.row(t), inputs.k.row(t))) + " ÷ √" + std::to_string(d)));
  }
  line.push_back(word(" = "));
  line.push_back(number(token_score<double>(inputs, t, options, {}), score));
  return line;
}

// The mask, and what the decay leaves visible of it.
Mask seen(const Mask& mask, int tokens, const Decay& decay) {
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j < tokens; ++j) {
      bits(i, j) = sees(i, j, mask, decay) ? 1 : 0;
    }
  }
  return Mask::bits(std::move(bits));
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Options& options) {
  if (!mask.visible(i, j)) {
    return {weightless_pair()};
  }
  if (!sees(i, j, mask, options.decay)) {
    return {{word(say("λ = 0 forgets every token but the present one: its weight is 0."))}};
  }
  std::vector<Line> lines = {score_line(j, inputs, options)};
  if (options.decay && i != j) {
    lines.push_back(line_of(
        say("faded by {0} log λ = {1}, so the logit is {2}"),
        {i - j, number((i - j) * std::log(*options.decay), score), number(trace.scores(i, j), score)}));
  } else if (i != j) {
    lines.push_back(
        {word(say("Its own query made it: the present query {0} has no part in it.", "q" + subscript(i)))});
  }
  lines.push_back(explain_softmax(i, j, trace, seen(mask, trace.scores.columns(), options.decay)));
  return lines;
}

std::vector<Line> explain_state(std::string_view table) {
  if (table == "state.n") {
    return {
        {word(say("n = Σ exp(s_j − m) v_j over the tokens so far: the numerator, kept divided by exp(m)."))}};
  }
  if (table == "state.d") {
    return {
        {word(say("d = Σ exp(s_j − m) over the tokens so far: the denominator, kept divided by exp(m)."))}};
  }
  return {{word(say("m = the largest logit so far, so that every exp that is taken is at most 1."))}};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.k.rows();
  const Options options = options_for(inputs.k.columns(), chosen);
  switch (cell.role) {
    case score:
      if (cell.table == "token_scores") {
        return {score_line(cell.row, inputs, options)};
      }
      return explain_pair(cell.row, cell.column, inputs, trace, mask, options);
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask, options);
    case output:
      return explain_output(cell.row, cell.column, inputs, trace, mask);
    case query:
    case key:
      return {line_of(say("{0} and {1} meet each other and no other token: they make the score {2}"),
                      {vector_name("q", cell.row, query), vector_name("k", cell.row, key),
                       Term{"s" + subscript(cell.row), score}})};
    case value:
      return explain_written(cell.row, tokens, mask, value, "v");
    case state:
      return explain_state(cell.table);
    case plain:
      return {};
  }
  return {};
}

}  // namespace lookback::self_score_softmax
