#include "mechanisms/rwkv5_wkv/board.h"

#include "base/say.h"
#include "mechanisms/explain_recurrence.h"

namespace lookback::rwkv5_wkv {
namespace {

// What the chunk's or the sequence's own tokens cost: beside the products, the bonus and carrying back.
Cost among_cost(int tokens, const Setting& s) {
  Cost cost = score_cost(tokens, s.key_width, s.value_width, 2);
  const std::int64_t carried = triangular(std::max(tokens - 2, 0));
  cost.mul += (carried + tokens) * s.key_width;
  return cost;
}

Cost step_cost(const Setting& s) {
  const std::int64_t size = std::int64_t{s.key_width} * s.value_width;
  Cost cost = state_cost(1, s.key_width, s.value_width);
  cost.mac = size;
  cost.mul = 4 * size;
  cost.add = 3 * size;
  return cost;
}

Cost chunk_cost(int tokens, const Setting& s) {
  const std::int64_t size = std::int64_t{s.key_width} * s.value_width;
  Cost cost = among_cost(tokens, s);
  cost.state_read = size;
  cost.state_written = size;
  cost.state_held = size;
  cost.mac += 2 * tokens * size;
  cost.mul += 2 * tokens * size + (3 * std::int64_t{tokens} - 1) * s.key_width + size;
  cost.add += 2 * tokens * size;
  return cost;
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& head, const Trace& trace) {
  if (j > i) {
    return explain_later_key();
  }
  const Matrix<double> left = left_of_tokens(head.more[0], i, head.k.columns());
  const Line sum = sum_of_products(
      head.k.columns(), MatrixRole::score, MatrixRole::state,
      [&](int c) { return head.q(i, c) * head.k(j, c); },
      [&](int c) { return j == i ? head.more[1](0, c) : left(j, c); });
  return {
      explain_score(i, j, head, trace.scores(i, j), false),
      line_of(j == i ? say("per channel × bonus u: {2} = weight {3} → adds {3}×{4} to {5}")
                     : say("per channel × what is left of {0} before token {1} is added: {2} = weight {3} → "
                           "adds {3}×{4} to {5}"),
              {vector_name("k", j, MatrixRole::key), i, sum, number(trace.weights(i, j), MatrixRole::weight),
               vector_name("v", j, MatrixRole::value), vector_name("o", i, MatrixRole::output)})};
}

}  // namespace

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {.scores = say("scores {0}", turned ? "KRᵀ, R = Q" : "RKᵀ, R = Q"),
          .weights = say("weights after decay and bonus"),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = say("decay, bonus")};
}

Trace trace(const HeadInputs<double>& head, const Mask& mask, const Parameters& chosen) {
  Trace result = {Recurrence::parallel<double>(head, mask, chosen, {})};
  HeadInputs<double> plain_head = head;
  std::ranges::fill(plain_head.more[0].elements(), 1);
  std::ranges::fill(plain_head.more[1].elements(), 1);
  result.scores = Recurrence::parallel<double>(plain_head, mask, chosen, {}).weights;
  result.more.push_back(
      {"left", say("left of K in S"), MatrixRole::key, Axis::token, Axis::dimension,
       left_of_tokens(head.more[0], head.k.rows(), head.k.columns()),
       "How much of each token's key is still in the state: the product of the later decays."_said});
  return result;
}

Cost pass_cost(const Form& form, const Setting& s) {
  if (form.id == "parallel") {
    return among_cost(s.tokens, s);
  }
  if (form.id == "recurrent") {
    return cost_in_chunks(s.tokens, 1, [&](int) { return step_cost(s); });
  }
  return cost_in_chunks(s.tokens, static_cast<int>(chosen_value(chunk_parameter, s.parameters)),
                        [&](int tokens) { return chunk_cost(tokens, s); });
}

Cost steps_cost(const Setting& setting) { return pass_cost(forms[1], setting); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  return state_formula(counter, strategy, "d_k d_v·n");
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                          const Mask& mask, const Parameters& /*chosen*/) {
  if (cell.table == "decay" || cell.table == "bonus") {
    return {};
  }
  const Matrix<double>& left = trace.more[0].values;
  if (cell.table == "left") {
    return explain_left(cell.row, cell.column, head.more[0], left);
  }
  if (cell.role == MatrixRole::score || cell.role == MatrixRole::weight) {
    return explain_pair(cell.row, cell.column, head, trace);
  }
  if (cell.role == MatrixRole::state) {
    return explain_state(cell.row, cell.column, left, head, head.v);
  }
  return explain_rows(cell, head, trace, mask);
}

}  // namespace lookback::rwkv5_wkv
