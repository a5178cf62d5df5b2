#include "mechanisms/gated_linear_attention/mechanism.h"

#include "base/say.h"
#include "mechanisms/explain_recurrence.h"
#include "mechanisms/gated_linear_attention/recurrence.h"

namespace lookback::gated_linear_attention {
namespace {

constexpr std::array<ParameterSpec, 2> parameters = {{scaled_parameter, chunk_parameter}};

constexpr std::array<InputSpec, 1> inputs = {{
    {.id = "gate",
     .title = "gates α"_said,
     .meaning =
         "What a token leaves of each channel of the state before it adds itself: 1 keeps, 0 forgets."_said,
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random,
     .start_value = 0.8,
     .minimum = 0,
     .maximum = 1,
     .start_spread = 0.2},
}};

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "All S × S weights are held; each query is carried back over the tokens before it."_said,
     .holds_scores = true,
     .absent = needs_causal,
     .pass = passes_of<AllAtOnce<Recurrence>>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time against the state S, whose size does not depend on the tokens."_said,
     .absent = needs_causal,
     .pass = passes_of<ByStepping<Recurrence>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk."_said,
     .own_parameters = chunk_only,
     .absent = needs_causal,
     .pass = passes_of<ByChunks<Recurrence>>()},
}};

bool scaled(const Parameters& chosen) { return chosen_value(scaled_parameter, chosen) != 0; }

BoardTitles titles(const Parameters& chosen, bool turned) {
  return {.scores = say("scores {0}", std::string(turned ? "KQᵀ" : "QKᵀ") + (scaled(chosen) ? "/√d" : "")),
          .weights = say("weights after the gates"),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = say("gates")};
}

Trace trace(const HeadInputs<double>& head, const Mask& mask, const Parameters& chosen) {
  Trace result = {Recurrence::parallel<double>(head, mask, chosen, {})};
  HeadInputs<double> open = head;
  open.more[0] = Matrix<double>(head.k.rows(), head.k.columns(), 1);
  result.scores = Recurrence::parallel<double>(std::move(open), mask, chosen, {}).weights;
  result.more.push_back(
      {"left", say("left of K in S"), MatrixRole::key, Axis::token, Axis::dimension,
       left_of_tokens(head.more[0], head.k.rows(), head.k.columns()),
       "How much of each token's key is still in the state: the product of the later gates."_said});
  return result;
}

// Beside the products of queries, keys and values: what carrying back, reading and fading multiply.
Cost pass_cost(const Form& form, const Setting& s) {
  const std::int64_t key_width = s.key_width;
  const std::int64_t size = key_width * s.value_width;
  const std::int64_t scaling = scaled(s.parameters) ? key_width : 0;
  if (form.id == "recurrent") {
    return cost_in_chunks(s.tokens, 1, [&](int) {
      Cost cost = state_cost(1, s.key_width, s.value_width);
      cost.mac = 2 * size;
      cost.mul = 3 * size + scaling;
      cost.add = 2 * size;
      return cost;
    });
  }
  const auto among = [&](int tokens) {
    Cost cost = score_cost(tokens, s.key_width, s.value_width, 2);
    cost.mul += triangular(tokens - 1) * key_width + tokens * scaling;
    return cost;
  };
  if (form.id == "parallel") {
    return among(s.tokens);
  }
  return cost_in_chunks(s.tokens, static_cast<int>(chosen_value(chunk_parameter, s.parameters)),
                        [&](int tokens) {
                          Cost cost = among(tokens);
                          const Cost state = state_cost(tokens, s.key_width, s.value_width);
                          cost.state_read = state.state_read;
                          cost.state_written = state.state_written;
                          cost.state_held = state.state_held;
                          cost.mac += 2 * tokens * size;
                          cost.mul += 2 * tokens * size + 3 * tokens * key_width + size;
                          cost.add += 2 * tokens * size;
                          return cost;
                        });
}

Cost steps_cost(const Setting& setting) { return pass_cost(forms[1], setting); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  return state_formula(counter, strategy, "2 d_k d_v·n");
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& head, const Trace& trace,
                               const Parameters& chosen) {
  if (j > i) {
    return explain_later_key();
  }
  const Matrix<double> left = left_of_tokens(head.more[0], i + 1, head.k.columns());
  const Matrix<double> q = scaled_queries<double>(head.q.slice(i, 1), chosen);
  const Line sum = sum_of_products(
      head.k.columns(), MatrixRole::score, MatrixRole::state, [&](int c) { return q(0, c) * head.k(j, c); },
      [&](int c) { return left(j, c); });
  return {
      explain_score(i, j, head, trace.scores(i, j), scaled(chosen)),
      line_of(say("per channel × what is left of {0} at token {1}: {2} = weight {3} → adds {3}×{4} to {5}"),
              {vector_name("k", j, MatrixRole::key), i, sum, number(trace.weights(i, j), MatrixRole::weight),
               vector_name("v", j, MatrixRole::value), vector_name("o", i, MatrixRole::output)})};
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  if (cell.table == "gate") {
    return {};
  }
  const Matrix<double>& left = trace.more[0].values;
  if (cell.table == "left") {
    return explain_left(cell.row, cell.column, head.more[0], left);
  }
  if (cell.role == MatrixRole::score || cell.role == MatrixRole::weight) {
    return explain_pair(cell.row, cell.column, head, trace, chosen);
  }
  if (cell.role == MatrixRole::state) {
    return explain_state(cell.row, cell.column, left, head, head.v);
  }
  return explain_rows(cell, head, trace, mask);
}

}  // namespace

const Mechanism mechanism = {
    .id = "gated_linear_attention",
    .title = "Gated linear attention"_said,
    .equation = "S_t = diag(α_t) S_{t−1} + k_tᵀ v_t,  o_t = σ q_t S_t",
    .road = Road::gates,
    .parameters = parameters,
    .inputs = inputs,
    .forms = forms,
    .state_title = "State S"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<Recurrence>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::gated_linear_attention
