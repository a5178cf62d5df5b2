#include "mechanisms/decayed_attention/picture.h"

#include <cmath>

#include "base/format.h"
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
  return {word("this pair: " + grouped(cost.mul) + " mul · " + grouped(cost.add) + " add")};
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
  line.push_back(word(" = "));
  line.push_back(number(trace.scores(i, j), score));
  if (turned) {
    line.push_back(word(options.scale ? "  (q′ and k′ rotated, q′ scaled by σ)" : "  (q′ and k′ rotated)"));
  }
  return line;
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Options& options) {
  if (!mask.visible(i, j)) {
    return {hidden_pair()};
  }
  Line weighing;
  if (options.decay) {
    weighing = {
        number(trace.scores(i, j), score),
        word(" × γ" + exponent(i, j) + " = × " + brief(*options.decay) + exponent(i, j) + " = weight ")};
  } else {
    weighing = {word("No softmax: the score is the weight, ")};
  }
  const double here = trace.weights(i, j);
  weighing.push_back(number(here, weight));
  weighing.push_back(word(" → adds " + brief(here) + "×"));
  weighing.push_back(vector_name("v", j, value));
  weighing.push_back(word(" to "));
  weighing.push_back(vector_name("o", i, output));
  return {explain_score(i, j, inputs, trace, options), weighing, pair_cost(inputs, options)};
}

std::vector<Line> explain_decay(int i, int j, const Mask& mask, const Decay& decay) {
  if (!mask.visible(i, j)) {
    return {{word("The mask hides this pair: D is 0 here.")}};
  }
  const int age = i - j;
  return {{word("D = γ" + exponent(i, j) + " = " + brief(*decay) + exponent(i, j) + " = " +
                brief(decay_mask(age + 1, Mask::causal(), decay)(age, 0)) + ": "),
           vector_name("v", j, value),
           word(age == 0 ? " is of this token and has not faded."
                         : " has faded for " + plural("{0} token", "{0} tokens", age) + " when "),
           age == 0 ? word("") : vector_name("q", i, query), word(age == 0 ? "" : " reads it.")}};
}

Line explain_state(int row, int column, const Options& options) {
  const std::string place = "[" + std::to_string(row) + ", " + std::to_string(column) + "]";
  return {
      {"S", state},
      word(place + " sums k[" + std::to_string(row) + "]×v[" + std::to_string(column) +
           "] of the tokens so far" +
           (options.decay ? "; each step first multiplies it by γ = " + brief(*options.decay) + "." : "."))};
}

}  // namespace

BoardTitles titles(const Options& options, bool turned) {
  const std::string product = turned ? "KQᵀ" : "QKᵀ";
  return {.scores = "scores " + product + (options.scale ? "/√d" : ""),
          .weights = "weights " + product + (options.decay ? " ⊙ D" : ", no softmax"),
          .output = turned ? "output VᵀAᵀ" : "output A·V",
          .arrow = options.decay ? "× γ^(i−j)" : "as they are"};
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
        {"q_rot", "Q rotated", query, Axis::query, Axis::dimension, rows.q,
         "The queries, each pair of channels turned by an angle that grows with the position."});
    result.more.push_back({"k_rot", "K rotated", key, Axis::key, Axis::dimension, rows.k,
                           "The keys, turned alike: a score then depends on the distance i−j alone."});
  }
  if (options.decay) {
    result.more.push_back({"decay_mask", "decay D = γ^(i−j)", weight, Axis::query, Axis::key,
                           decay_mask(inputs.q.rows(), mask, options.decay),
                           "How much of a value is left when a query i reads what token j wrote."});
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
  return {vector_name(letter, t, role),
          word(", channels " + std::to_string(first) + " and " + std::to_string(second) +
               ", turned by t·θ = " + std::to_string(t) + "×" + brief(theta) + " = " + angle + " rad: "),
          number(at(before, first), role),
          word((is_first ? "×cos − " : "×sin + ")),
          number(at(before, second), role),
          word((is_first ? "×sin = " : "×cos = ")),
          number(at(after, channel), role)};
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
