#include "mechanisms/delta_rule/board.h"

#include "base/say.h"
#include "mechanisms/explain_recurrence.h"

namespace lookback::delta_rule {
namespace {

bool scaled(const Parameters& chosen) { return chosen_value(scaled_parameter, chosen) != 0; }

// All tokens as one chunk, before which there is nothing.
Rows<double> whole(const HeadInputs<double>& head, const Parameters& chosen) {
  DecodeState<double> state = Recurrence::start<double>(head, chosen, {});
  return Recurrence::chunk<double>(state, head, chosen, {});
}

// The same with unit values: its outputs are what each query takes of each value, and what its tokens write
// are the shares of each value in that.
Rows<double> of_unit_values(HeadInputs<double> head, const Parameters& chosen) {
  const int tokens = head.v.rows();
  head.v = Matrix<double>(tokens, tokens);
  for (int t = 0; t < tokens; ++t) {
    head.v(t, t) = 1;
  }
  return whole(head, chosen);
}

// What is left of the writings of token j at token i: 1 where nothing decays.
double left_at(int i, int j, const HeadInputs<double>& head) {
  const Matrix<double>* decays = Recurrence::decays(head);
  return decays != nullptr ? scalar_decay_ssd::decay_mask(*decays)(i, j) : 1;
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& head, const Trace& trace,
                               const Parameters& chosen) {
  if (j > i) {
    return explain_later_key();
  }
  const Rows<double> shares = of_unit_values(head, chosen);
  const bool fades = Recurrence::decays(head) != nullptr;
  const Line sum = sum_of_products(
      i - j + 1, MatrixRole::score, MatrixRole::value, [&](int n) { return shares.weights(i, j + n); },
      [&](int n) { return shares.written(j + n, j); });
  const Term v = vector_name("v", j, MatrixRole::value);
  const Term weight = number(trace.weights(i, j), MatrixRole::weight);
  return {
      explain_score(i, j, head, trace.scores(i, j), scaled(chosen)),
      line_of(fades ? say("Σ over tokens {0}…{1}, their score × what is left of them × the share of {2} "
                          "in what they wrote: {3}")
                    : say("Σ over tokens {0}…{1}, their score × the share of {2} in what they wrote: {3}"),
              {j, i, v, sum}),
      line_of(say("= weight {0} → adds {0}×{1} to {2}"),
              {weight, v, vector_name("o", i, MatrixRole::output)})};
}

std::vector<Line> explain_predicted(int t, int c, const HeadInputs<double>& head,
                                    const Matrix<double>& written, double predicted) {
  const std::string name = "k" + subscript(t) + "S[" + std::to_string(c) + "]";
  if (t == 0) {
    return {{word(say("{0} = 0: the state is empty before the first token.", name))}};
  }
  const Line sum = sum_of_products(
      t, MatrixRole::key, MatrixRole::value,
      [&](int j) { return dot<double>(head.k.row(t), head.k.row(j)) * left_at(t, j, head); },
      [&](int j) { return written(j, c); });
  return {line_of(
      say("{0}, what S answers before token {1} is written: Σ ({2}·k × what is left) × u = {3} = {4}"),
      {name, t, "k" + subscript(t), sum, brief(predicted)})};
}

std::vector<Line> explain_written_difference(int t, int c, const HeadInputs<double>& head, double predicted,
                                             double written) {
  return {{word("u" + subscript(t) + "[" + std::to_string(c) +
                "] = β (v − kS) = " + brief(head.more[0](t, 0)) + " × ("),
           number(head.v(t, c), MatrixRole::value),
           word(" − " + brief(predicted) + ") = " + brief(written))}};
}

Cost step_cost(const Setting& s, bool gated) {
  const std::int64_t size = std::int64_t{s.key_width} * s.value_width;
  Cost cost = state_cost(1, s.key_width, s.value_width);
  cost.mac = 3 * size;
  cost.mul = (gated ? 4 : 3) * size + s.value_width;
  cost.add = 3 * size + s.value_width;
  return cost;
}

// Predictions, outputs and the update, the overlaps of the keys and the scores; with decays L, ξ and ζ as
// well.
Cost chunk_cost(int tokens, const Setting& s, bool gated) {
  const std::int64_t n = tokens;
  const std::int64_t size = std::int64_t{s.key_width} * s.value_width;
  Cost cost = state_cost(tokens, s.key_width, s.value_width);
  cost.score_dot_products = triangular(n);
  cost.mac = 3 * n * size + n * n * (std::int64_t{s.key_width} + s.value_width);
  cost.mul = cost.mac + n * s.value_width;
  cost.add = cost.mac + n * s.value_width;
  if (gated) {
    cost.mul += 3 * n * s.value_width + n * n + size + triangular(n - 1);
  }
  cost.scores_held = n * n;
  cost.scores_moved = (gated ? 4 : 2) * n * n;
  return cost;
}

}  // namespace

BoardTitles titles(const Parameters& chosen, bool turned) {
  return {.scores = say("scores {0}", std::string(turned ? "KQᵀ" : "QKᵀ") + (scaled(chosen) ? "/√d" : "")),
          .weights = say("weights after the corrections"),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = say("corrections")};
}

Trace trace(const HeadInputs<double>& head, const Mask& /*mask*/, const Parameters& chosen) {
  Rows<double> rows = whole(head, chosen);
  rows.weights = of_unit_values(head, chosen).output;
  Trace result = {rows};
  result.more.push_back({"predicted", say("predictions kS"), MatrixRole::value, Axis::token, Axis::dimension,
                         rows.predicted,
                         "What the state answers to each key before its value is written."_said});
  result.more.push_back({"written", say("written β(v − kS)"), MatrixRole::value, Axis::token, Axis::dimension,
                         rows.written, "What each token adds to the state under its key."_said});
  if (const Matrix<double>* decays = Recurrence::decays(head)) {
    result.more.push_back({"decay_mask", say("decay L"), MatrixRole::weight, Axis::query, Axis::key,
                           scalar_decay_ssd::decay_mask(*decays),
                           "How much is left, when a query i reads, of what token j wrote."_said});
  }
  return result;
}

Cost pass_cost(const Form& form, const Setting& s, bool gated) {
  const bool by_steps = form.id == "recurrent";
  const int size = by_steps ? 1 : static_cast<int>(chosen_value(chunk_parameter, s.parameters));
  return cost_in_chunks(s.tokens, size, [&](int tokens) {
    Cost cost = by_steps ? step_cost(s, gated) : chunk_cost(tokens, s, gated);
    cost.mul += scaled(s.parameters) ? std::int64_t{tokens} * s.key_width : 0;
    return cost;
  });
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int tokens = head.k.rows();
  if (cell.table == "beta" || cell.table == "decay") {
    return {};
  }
  const Matrix<double>& predicted = trace.more[0].values;
  const Matrix<double>& written = trace.more[1].values;
  if (cell.table == "predicted") {
    return explain_predicted(cell.row, cell.column, head, written, predicted(cell.row, cell.column));
  }
  if (cell.table == "written") {
    return explain_written_difference(cell.row, cell.column, head, predicted(cell.row, cell.column),
                                      written(cell.row, cell.column));
  }
  if (cell.table == "decay_mask") {
    return cell.column > cell.row
               ? explain_later_key()
               : std::vector<Line>{explain_decay_mask(cell.row, cell.column, head.more[1],
                                                      trace.more[2].values(cell.row, cell.column))};
  }
  if (cell.role == MatrixRole::score || cell.role == MatrixRole::weight) {
    return explain_pair(cell.row, cell.column, head, trace, chosen);
  }
  if (cell.role == MatrixRole::state) {
    Matrix<double> left(tokens, 1);
    for (int j = 0; j < tokens; ++j) {
      left(j, 0) = left_at(tokens - 1, j, head);
    }
    return explain_state(cell.row, cell.column, left, head, written, "u");
  }
  return explain_rows(cell, head, trace, mask);
}

}  // namespace lookback::delta_rule
