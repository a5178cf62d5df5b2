#include "mechanisms/softmax_attention/explain.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/softmax_attention/encoding.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "numbers/operations.h"

namespace lookback::softmax_attention {
namespace {

using enum MatrixRole;

// What one visible pair costs by itself: counted, not written down.
Line pair_cost(const HeadInputs<double>& inputs, const Options& options) {
  Cost cost;
  const HeadInputs<double> one = prefix(inputs, mechanism.inputs, 1);
  materialised<Counted>(counted(one, cost), Mask::diagonal(), options, {&cost});
  return explain_cost("this pair: {0}"_said, cost);
}

// "q₂·k₁ = 1.00×2.00 + … = 2.00 ÷ √4 + bias 0.30 − 0.5×1 = 1.30"
Line explain_score(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                   const Parameters& chosen) {
  const int d = inputs.k.columns();
  const Options options = options_for(d, chosen);
  const HeadInputs<double> compared = encoded<double>(inputs, chosen);
  const std::string turned = rotates(encoding_of(chosen)) ? "′" : "";
  Line line = {vector_name("q", i, query), word(turned + "·"), vector_name("k", j, key),
               word(turned + " = ")};
  append_products(
      line, d, query, key, [&](int c) { return compared.q(i, c); }, [&](int c) { return compared.k(j, c); });
  if (options.scale || options.biased || options.slope) {
    line.push_back(word(" = " + brief(dot<double>(compared.q.row(i), compared.k.row(j)))));
  }
  if (options.scale) {
    line.push_back(word(" ÷ √" + std::to_string(d)));
  }
  std::string end = " = " + brief(trace.scores(i, j));
  if (options.slope) {
    end = " − " + shortest(*options.slope) + "×" + std::to_string(std::abs(i - j)) + end;
  }
  return options.biased ? line_of(say("{0} + bias {1}{2}"), {line, brief(inputs.more[0](i, j)), end})
                        : line_of("{0}{1}", {line, end});
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Parameters& chosen) {
  if (!mask.visible(i, j)) {
    return {hidden_pair()};
  }
  return {explain_score(i, j, inputs, trace, chosen), explain_softmax(i, j, trace, mask),
          pair_cost(inputs, options_for(inputs.k.columns(), chosen))};
}

// A turned query or key: "channels 0 and 1 of q₂ turn by 2 × 1 = 2.00 rad".
Line explain_turn(const CellReference& cell, const HeadInputs<double>& inputs, const Parameters& chosen) {
  const bool is_query = cell.table == "rotated_q";
  const Rotations rotations = rotations_of(encoding_of(chosen), inputs.k.columns());
  const Rotation& rotation = is_query ? rotations.queries : rotations.keys;
  const int pairs = static_cast<int>(rotation.angles.size());
  const bool halves = rotation.pairing == Pairing::half_split;
  const int pair = halves ? cell.column % pairs : cell.column / 2;
  const auto at = static_cast<std::size_t>(pair);
  const double angle = rotation.angles[at];
  const int first = halves ? pair : 2 * pair;
  const int second = halves ? pair + pairs : 2 * pair + 1;
  const Term name = vector_name(is_query ? "q" : "k", cell.row, cell.role);
  const std::string turn = brief(cell.row * angle);
  if (rotation.log_gains.empty()) {
    return line_of(say("channels {0} and {1} of {2} turn by {3} × {4} = {5} rad"),
                   {first, second, name, cell.row, brief(angle), turn});
  }
  return line_of(say("channels {0} and {1} of {2} turn by {3} × {4} = {5} rad, their length by × {6}"),
                 {first, second, name, cell.row, brief(angle), turn, brief(rotation.gain(cell.row, at))});
}

// What is drawn beside the six tables, and the cache.
std::vector<Line> explain_more(const CellReference& cell, const HeadInputs<double>& inputs,
                               const Parameters& chosen) {
  if (cell.table == "rotated_q" || cell.table == "rotated_k") {
    return {explain_turn(cell, inputs, chosen)};
  }
  if (cell.table == "distance") {
    const double slope = *options_for(inputs.k.columns(), chosen).slope;
    return {{word(say("−m·|{0} − {1}| = −{2} × {3}: added to the score.", cell.row, cell.column,
                      shortest(slope), std::abs(cell.row - cell.column)))}};
  }
  return {};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.k.rows();
  if (cell.table != "Q" && cell.table != "K" && (cell.role == query || cell.role == key)) {
    return explain_more(cell, inputs, chosen);
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
      return {{word(say("Written once, by its own token; read by every later query that may look at it."))}};
    case plain:
      return explain_more(cell, inputs, chosen);
  }
  return {};
}

}  // namespace lookback::softmax_attention
