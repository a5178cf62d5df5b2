#include "mechanisms/unnormalised_attention/mechanism.h"

#include <array>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/explanation.h"
#include "mechanisms/unnormalised_attention/unnormalised_attention.h"

namespace lookback::unnormalised_attention {
namespace {

using namespace decayed_attention;

constexpr std::array<ParameterSpec, 1> parameters = {{chunk_spec}};

Chosen choose(int /*key_width*/, const Parameters& chosen) {
  return {{}, static_cast<int>(parameter(mechanism, chosen, "chunk"))};
}

struct ScoresFirst {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/,
                            const Parameters& /*parameters*/, Meter<T> meter) {
    return scores_first<T>(inputs, meter);
  }
};

struct StateFirst {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/,
                            const Parameters& /*parameters*/, Meter<T> meter) {
    DecodeState<T> state = zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
    return state_first<T>(state, inputs, meter);
  }
};

bool unmasked(const Mask& mask) { return mask.kind() == Mask::Kind::none; }

Refusal masked_absent(const Setting& setting) {
  if (unmasked(setting.mask)) {
    return "Without a mask this is a plain product of three matrices: scores first, or state first."_said;
  }
  return std::nullopt;
}

Refusal scores_first_absent(const Setting& setting) {
  if (unmasked(setting.mask)) {
    return std::nullopt;
  }
  return "With a mask, (QKᵀ ⊙ mask)V is what the parallel form computes."_said;
}

Refusal state_first_absent(const Setting& setting) {
  if (unmasked(setting.mask)) {
    return std::nullopt;
  }
  return "A mask stands between QKᵀ and V, so the product cannot be taken as Q(KᵀV)."_said;
}

Refusal carried_absent(const Setting& setting) { return needs_causal(setting); }

constexpr std::array<Form, 5> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "(QKᵀ ⊙ mask)V: all S × S scores are held, hidden pairs are skipped."_said,
     .holds_scores = true,
     .own_parameters = {},
     .absent = masked_absent,
     .pass = passes_of<Parallel<choose>>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time: the state S takes in kᵀv and is read by q."_said,
     .holds_scores = false,
     .own_parameters = {},
     .absent = carried_absent,
     .pass = passes_of<Recurrent<choose>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk."_said,
     .holds_scores = false,
     .own_parameters = chunk_parameter,
     .absent = carried_absent,
     .pass = passes_of<Chunkwise<choose>>()},
    {.id = "scores_first",
     .title = "Scores first"_said,
     .meaning = "(QKᵀ)V: S² (d_k+d_v) multiply–adds, all scores held."_said,
     .holds_scores = true,
     .own_parameters = {},
     .absent = scores_first_absent,
     .pass = passes_of<ScoresFirst>()},
    {.id = "state_first",
     .title = "State first"_said,
     .meaning = "Q(KᵀV): 2 S d_k d_v multiply–adds, no score is ever computed."_said,
     .holds_scores = false,
     .own_parameters = {},
     .absent = state_first_absent,
     .pass = passes_of<StateFirst>()},
}};

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  Trace result = Instance<choose>::trace(inputs, mask, chosen);
  if (unmasked(mask)) {
    DecodeState<double> state = zero_state<double>(inputs.k.columns(), inputs.v.columns(), {});
    state_first<double>(state, inputs, {});
    Matrix<double> sum(inputs.k.columns(), inputs.v.columns());
    std::ranges::copy(state.parts().front().numbers, sum.elements().begin());
    result.more.push_back({"key_value_sum", say("state KᵀV"), MatrixRole::state, Axis::dimension,
                           Axis::dimension, std::move(sum),
                           "All keys and values in one matrix; Q times it is the output."_said});
  }
  return result;
}

Cost pass_cost(const Form& form, const Setting& s) {
  if (form.id != "state_first") {
    return Instance<choose>::pass_cost(form, s);
  }
  const std::int64_t state = std::int64_t{s.key_width} * s.value_width;
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.mac = cost.mul = cost.add = 2 * s.tokens * state;
  cost.state_read = cost.state_written = cost.state_held = state;
  cost.sequential_depth = 1;
  return cost;
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  if (cell.table != "key_value_sum") {
    return Instance<choose>::explain(cell, inputs, trace, mask, chosen);
  }
  const Line sum = sum_of_products(
      inputs.k.rows(), MatrixRole::key, MatrixRole::value, [&](int t) { return inputs.k(t, cell.row); },
      [&](int t) { return inputs.v(t, cell.column); });
  return {line_of(say("{0}[{1}, {2}] = Σ k × v over all tokens = {3} = {4}"),
                  {Term{"KᵀV", MatrixRole::state}, cell.row, cell.column, sum,
                   number(trace.more.back().values(cell.row, cell.column), MatrixRole::state)})};
}

}  // namespace

const Mechanism mechanism = {
    .id = "unnormalised_attention",
    .title = "No softmax"_said,
    .equation = "o_i = Σ_j (q_i·k_j) v_j = q_i Σ_j k_jᵀ v_j",
    .road = Road::no_softmax,
    .parameters = parameters,
    .forms = forms,
    .state_title = "State S"_said,
    .steps_absent = carried_absent,
    .steps = steps_of<Recurrent<choose>>(),
    .titles = Instance<choose>::titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = Instance<choose>::steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::unnormalised_attention
