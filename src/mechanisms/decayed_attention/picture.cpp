#include "mechanisms/decayed_attention/picture.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/explanation.h"

namespace lookback::decayed_attention {
namespace {

using enum MatrixRole;

std::string exponent(int i, int j) { return "^(" + std::to_string(i) + "−" + std::to_string(j) + ")"; }

// What one visible pair costs by itself: counted, not written down.
Line pair_cost(const HeadInputs<double>& inputs, const Options& options) {
  Cost cost;
  const HeadInputs<double> one = {inputs.q.top(1), inputs.k.top(1), inputs.v.top(1), {}};
  parallel<Counted>(counted(one, cost), Mask::diagonal(), options.decay, {&cost});
  return {word(say("this pair: {0} mul · {1} add", grouped(cost.mul), grouped(cost.add)))};
}

Line explain_score(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                   const Options& options) {
  const bool turned = options.rotation.has_value();
  const HeadInputs<double> shown = turned ? prepared<double>(inputs, options) : inputs;
  Line line = {vector_name(turned ? "q′" : "q", i, query), word("·"),
               vector_name(turned ? "k′" : "k", j, key), word(" = ")};
  append_products(
      line, shown.k.columns(), query, key, [&](int c) { return shown.q(i, c); },
      [&](int c) { return shown.k(j, c); });
  if (options.scale && !turned) {
    line.push_back(
        word(" = " + brief(dot<double>(shown.q.row(i), shown.k.row(j))) + " × σ " + brief(*options.scale)));
  }
  const Term result = number(trace.scores(i, j), score);
  if (turned) {
    return line_of(options.scale ? say("{0} = {1}  (q′ and k′ rotated, q′ scaled by σ)")
                                 : say("{0} = {1}  (q′ and k′ rotated)"),
                   {line, result});
  }
  line.push_back(word(" = "));
  line.push_back(result);
  return line;
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Options& options) {
  if (!mask.visible(i, j)) {
    return {hidden_pair()};
  }
  const double here = trace.weights(i, j);
  const Term v = vector_name("v", j, value);
  const Term o = vector_name("o", i, output);
  const Line weighing = options.decay
                            ? line_of(say("{0} × γ{1} = × {2}{1} = weight {3} → adds {4}×{5} to {6}"),
                                      {number(trace.scores(i, j), score), exponent(i, j),
                                       brief(*options.decay), number(here, weight), brief(here), v, o})
                            : line_of(say("No softmax: the score is the weight, {0} → adds {1}×{2} to {3}"),
                                      {number(here, weight), brief(here), v, o});
  return {explain_score(i, j, inputs, trace, options), weighing, pair_cost(inputs, options)};
}

std::vector<Line> explain_decay(int i, int j, const Mask& mask, const Decay& decay) {
  if (!mask.visible(i, j)) {
    return {{word(say("The mask hides this pair: D is 0 here."))}};
  }
  const int age = i - j;
  const std::string left = brief(decay_mask(age + 1, Mask::causal(), decay)(age, 0));
  const Term v = vector_name("v", j, value);
  if (age == 0) {
    return {line_of(say("D = γ{0} = {1}{0} = {2}: {3} is of this token and has not faded."),
                    {exponent(i, j), brief(*decay), left, v})};
  }
  return {line_of(say("D = γ{0} = {1}{0} = {2}: {3} has faded for {4} when {5} reads it."),
                  {exponent(i, j), brief(*decay), left, v, plural("{0} token", "{0} tokens", age),
                   vector_name("q", i, query)})};
}

Line explain_state(int row, int column, const Options& options) {
  const std::string place = "[" + std::to_string(row) + ", " + std::to_string(column) + "]";
  const Line cell = {{"S", state}, word(place)};
  return options.decay
             ? line_of(say("{0} sums k[{1}]×v[{2}] of the tokens so far; each step first multiplies it by "
                           "γ = {3}."),
                       {cell, row, column, brief(*options.decay)})
             : line_of(say("{0} sums k[{1}]×v[{2}] of the tokens so far."), {cell, row, column});
}

}  // namespace

BoardTitles titles(const Options& options, bool turned) {
  const std::string product = turned ? "KQᵀ" : "QKᵀ";
  return {.scores = say("scores {0}", product + (options.scale ? "/√d" : "")),
          .weights =
              options.decay ? say("weights {0}", product + " ⊙ D") : say("weights {0}, no softmax", product),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = options.decay ? "× γ^(i−j)" : say("as they are")};
}

Matrix<double> decay_mask(int tokens, const Mask& mask, const Decay& decay) {
  const Matrix<double> ones(tokens, 1, 1);
  return parallel<double>({ones, ones, Matrix<double>(tokens, 0), {}}, mask, decay, {}).weights;
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Options& options) {
  const HeadInputs<double> rows = prepared<double>(inputs, options);
  Trace result{parallel<double>(rows, mask, options.decay, {})};
  if (options.rotation) {
    result.more.push_back(
        {"q_rot", say("Q rotated"), query, Axis::query, Axis::dimension, rows.q,
         "The queries, each pair of channels turned by an angle that grows with the position."_said});
    result.more.push_back({"k_rot", say("K rotated"), key, Axis::key, Axis::dimension, rows.k,
                           "The keys, turned alike: a score then depends on the distance i−j alone."_said});
  }
  if (options.decay) {
    result.more.push_back({"decay_mask", say("decay D = γ^(i−j)"), weight, Axis::query, Axis::key,
                           decay_mask(inputs.q.rows(), mask, options.decay),
                           "How much of a value is left when a query i reads what token j wrote."_said});
  }
  return result;
}

Line explain_rotated(std::string_view letter, int t, int channel, std::span<const double> before,
                     const Rotation& rotation, MatrixRole role) {
  const auto pairs = static_cast<int>(rotation.angles.size());
  const bool halves = rotation.pairing == Pairing::half_split;
  const int pair = halves ? channel % pairs : channel / 2;
  const bool is_first = halves ? channel < pairs : channel % 2 == 0;
  const int first = halves ? pair : 2 * pair;
  const int second = halves ? pair + pairs : 2 * pair + 1;
  const double theta = rotation.angles[static_cast<std::size_t>(pair)];
  const std::string angle = brief(t * theta);
  std::vector<double> after(before.begin(), before.end());
  rotate<double>(after, t, rotation);
  const auto at = [](std::span<const double> row, int c) { return row[static_cast<std::size_t>(c)]; };
  return line_of(
      is_first ? say("{0}, channels {1} and {2}, turned by t·θ = {3}×{4} = {5} rad: "
                     "{6}×cos − {7}×sin = {8}")
               : say("{0}, channels {1} and {2}, turned by t·θ = {3}×{4} = {5} rad: "
                     "{6}×sin + {7}×cos = {8}"),
      {vector_name(letter, t, role), first, second, t, brief(theta), angle, number(at(before, first), role),
       number(at(before, second), role), number(at(after, channel), role)});
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Options& options) {
  const int tokens = inputs.k.rows();
  if (cell.table == "decay_mask") {
    return explain_decay(cell.row, cell.column, mask, options.decay);
  }
  if (cell.table == "q_rot" || cell.table == "k_rot") {
    // Before the rotation, but after scaling.
    Options unturned = options;
    unturned.rotation.reset();
    const HeadInputs<double> rows = prepared<double>(inputs, unturned);
    const bool of_query = cell.table == "q_rot";
    return {explain_rotated(of_query ? "q" : "k", cell.row, cell.column,
                            (of_query ? rows.q : rows.k).row(cell.row), *options.rotation, cell.role)};
  }
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask, options);
    case output:
      return explain_output(cell.row, cell.column, inputs, trace, mask);
    case query:
      return explain_query(cell.row, tokens, mask);
    case key:
      return explain_written(cell.row, tokens, mask, key, "k");
    case value:
      return explain_written(cell.row, tokens, mask, value, "v");
    case state:
      return {explain_state(cell.row, cell.column, options)};
    case plain:
      break;
  }
  return {};
}

}  // namespace lookback::decayed_attention
