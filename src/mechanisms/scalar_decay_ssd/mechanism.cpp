#include "mechanisms/scalar_decay_ssd/mechanism.h"

#include "base/say.h"
#include "mechanisms/explain_recurrence.h"
#include "mechanisms/scalar_decay_ssd/recurrence.h"

namespace lookback::scalar_decay_ssd {
namespace {

constexpr std::array<ParameterSpec, 1> parameters = {{chunk_parameter}};

constexpr std::array<InputSpec, 1> inputs = {{
    {.id = "decay",
     .title = "decays a"_said,
     .meaning =
         "What a token leaves of the whole state before it adds itself: 1 keeps it, 0 forgets it."_said,
     .rows = Size::tokens,
     .columns = Size::one,
     .start = Start::random,
     .start_value = 0.8,
     .minimum = 0,
     .maximum = 1,
     .start_spread = 0.2},
}};

Refusal parallel_absent(const Setting& setting) {
  if (setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "A decay weakens what came before, so it needs a mask under which no query looks ahead."_said;
}

struct Parallel {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& head, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return Recurrence::parallel<T>(head, mask, chosen, meter);
  }
};

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "All S × S scores are held: product, decay, product."_said,
     .holds_scores = true,
     .absent = parallel_absent,
     .pass = passes_of<Parallel>()},
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

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {.scores = say("scores {0}", turned ? "KQᵀ" : "QKᵀ"),
          .weights = say("weights {0}", turned ? "(QKᵀ ⊙ L)ᵀ" : "QKᵀ ⊙ L"),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = "⊙ L"};
}

Trace trace(const HeadInputs<double>& head, const Mask& mask, const Parameters& chosen) {
  Trace result = {Recurrence::parallel<double>(head, mask, chosen, {})};
  result.more.push_back({"decay_mask", say("decay L"), MatrixRole::weight, Axis::query, Axis::key,
                         decay_mask(head.more[0]),
                         "How much of a value is left when a query i reads what token j wrote."_said});
  return result;
}

// Beside the products: L itself, and L times every score.
Cost among_cost(int tokens, std::int64_t pairs, const Setting& s) {
  Cost cost = score_cost(tokens, s.key_width, s.value_width, 4);
  cost.score_dot_products = pairs;
  cost.mac = pairs * (std::int64_t{s.key_width} + s.value_width);
  cost.add = cost.mac;
  cost.mul = cost.mac + pairs + triangular(std::max(tokens - 2, 0));
  return cost;
}

Cost step_cost(const Setting& s) {
  const std::int64_t size = std::int64_t{s.key_width} * s.value_width;
  Cost cost = state_cost(1, s.key_width, s.value_width);
  cost.mac = 2 * size;
  cost.mul = 3 * size;
  cost.add = 2 * size;
  return cost;
}

Cost chunk_cost(int tokens, const Setting& s) {
  const std::int64_t size = std::int64_t{s.key_width} * s.value_width;
  const std::int64_t values = std::int64_t{tokens} * s.value_width;
  Cost cost = among_cost(tokens, triangular(tokens), s);
  cost.state_read = size;
  cost.state_written = size;
  cost.state_held = size;
  cost.mac += 2 * tokens * size;
  cost.mul += 2 * tokens * size + 2 * values + size + tokens - 1;
  cost.add += 2 * tokens * size + values;
  return cost;
}

Cost pass_cost(const Form& form, const Setting& s) {
  if (form.id == "parallel") {
    const bool all = s.mask.kind() == Mask::Kind::causal;
    return among_cost(s.tokens, all ? triangular(s.tokens) : visible_pairs(s.mask, s.tokens, s.tokens), s);
  }
  if (form.id == "recurrent") {
    return cost_in_chunks(s.tokens, 1, [&](int) { return step_cost(s); });
  }
  return cost_in_chunks(s.tokens, static_cast<int>(chosen_value(chunk_parameter, s.parameters)),
                        [&](int tokens) { return chunk_cost(tokens, s); });
}

Cost steps_cost(const Setting& setting) { return pass_cost(forms[1], setting); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  return state_formula(counter, strategy, "2 d_k d_v·n");
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& head, const Trace& trace) {
  const double left = trace.more[0].values(i, j);
  const Line line =
      line_of(say("{0} × L {1} = weight {2} → adds {2}×{3} to {4}"),
              {number(trace.scores(i, j), MatrixRole::score), brief(left),
               number(trace.weights(i, j), MatrixRole::weight), vector_name("v", j, MatrixRole::value),
               vector_name("o", i, MatrixRole::output)});
  return {explain_score(i, j, head, trace.scores(i, j), false), explain_decay_mask(i, j, head.more[0], left),
          line};
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                          const Mask& mask, const Parameters& /*chosen*/) {
  if (cell.table == "decay") {
    return {};
  }
  const int tokens = head.k.rows();
  const Matrix<double>& decay = trace.more[0].values;
  const bool pair = cell.role == MatrixRole::score || cell.role == MatrixRole::weight;
  if (pair && cell.column > cell.row) {
    return explain_later_key();
  }
  if (cell.table == "decay_mask") {
    return {explain_decay_mask(cell.row, cell.column, head.more[0], decay(cell.row, cell.column))};
  }
  if (pair && !mask.visible(cell.row, cell.column)) {
    return {hidden_pair()};
  }
  if (pair) {
    return explain_pair(cell.row, cell.column, head, trace);
  }
  if (cell.role == MatrixRole::state) {
    Matrix<double> left(tokens, 1);
    for (int j = 0; j < tokens; ++j) {
      left(j, 0) = decay(tokens - 1, j);
    }
    return explain_state(cell.row, cell.column, left, head, head.v);
  }
  return explain_rows(cell, head, trace, mask);
}

}  // namespace

const Mechanism mechanism = {
    .id = "scalar_decay_ssd",
    .title = "Scalar decay (Mamba-2)"_said,
    .equation = "S_t = a_t S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t",
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

}  // namespace lookback::scalar_decay_ssd
