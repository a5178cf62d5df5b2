#include "mechanisms/linear_attention/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/linear_attention/closed_form.h"
#include "mechanisms/linear_attention/explain.h"
#include "mechanisms/linear_attention/linear_attention.h"

namespace lookback::linear_attention {
namespace {

using decayed_attention::chunk_parameter;
using decayed_attention::chunk_spec;

constexpr std::array<ParameterSpec, 2> parameters = {{
    {.id = "eps",
     .label = "ε",
     .minimum = 0,
     .maximum = 1,
     .initial = 1e-6,
     .meaning =
         "Is added to every denominator, which it keeps from vanishing where all features are tiny."_said,
     .step = 0.01},
    chunk_spec,
}};

Refusal state_first_absent(const Setting& setting) {
  if (setting.mask.kind() == Mask::Kind::none) {
    return std::nullopt;
  }
  return "A mask stands between φ(Q)φ(K)ᵀ and V, so the product cannot be taken as φ(Q)(φ(K)ᵀV)."_said;
}

struct Parallel {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return parallel<T>(featured(inputs), mask, epsilon(chosen), meter);
  }
};

struct Recurrent {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return linear_attention::start<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& chosen, Meter<T> meter) {
    const int t = state.position();
    const Matrix<T> q = features(inputs.q.slice(t, 1));
    const Matrix<T> k = features(inputs.k.slice(t, 1));
    return linear_attention::step<T>(state, q.row(0), k.row(0), inputs.v.row(t), epsilon(chosen), meter);
  }
};

struct Chunkwise {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/, const Parameters& chosen,
                            Meter<T> meter) {
    DecodeState<T> state = start<T>(inputs.k.columns(), inputs.v.columns(), meter);
    return chunkwise<T>(state, featured(inputs), chunk_size(chosen), epsilon(chosen), meter);
  }
};

struct StateFirst {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/, const Parameters& chosen,
                            Meter<T> meter) {
    DecodeState<T> state = start<T>(inputs.k.columns(), inputs.v.columns(), meter);
    return state_first<T>(state, featured(inputs), epsilon(chosen), meter);
  }
};

constexpr std::array<Form, 4> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "(φ(Q)φ(K)ᵀ)V: all S × S scores are held, hidden pairs are skipped."_said,
     .holds_scores = true,
     .absent = always_there,
     .pass = passes_of<Parallel>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time: S takes in φ(k)ᵀv, z takes in φ(k), and φ(q) reads both."_said,
     .absent = needs_causal,
     .pass = passes_of<ByStepping<Recurrent>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk."_said,
     .own_parameters = chunk_parameter,
     .absent = needs_causal,
     .pass = passes_of<Chunkwise>()},
    {.id = "state_first",
     .title = "State first"_said,
     .meaning = "φ(Q)(φ(K)ᵀV): all tokens go into one state, no score is ever computed."_said,
     .absent = state_first_absent,
     .pass = passes_of<StateFirst>()},
}};

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {
      .scores = say("scores {0}", turned ? "φ(K)φ(Q)ᵀ" : "φ(Q)φ(K)ᵀ"),
      .weights = turned ? say("weights (columns sum to almost 1)") : say("weights (rows sum to almost 1)"),
      .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
      .arrow = say("÷ (row sum + ε)")};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const HeadInputs<double> rows = featured(inputs);
  Trace result = {parallel<double>(rows, mask, epsilon(chosen), {})};
  // Values of one each let through the weights.
  const int tokens = inputs.k.rows();
  Matrix<double> unit_values(tokens, tokens);
  for (int j = 0; j < tokens; ++j) {
    unit_values(j, j) = 1;
  }
  result.weights =
      parallel<double>({rows.q, rows.k, std::move(unit_values), {}}, mask, epsilon(chosen), {}).output;
  result.more.push_back({.id = "phi_q",
                         .title = say("features φ(Q)"),
                         .role = MatrixRole::query,
                         .rows = Axis::query,
                         .values = rows.q,
                         .meaning = "Every query, element by element through φ(x) = elu(x) + 1."_said});
  result.more.push_back({.id = "phi_k",
                         .title = say("features φ(K)"),
                         .role = MatrixRole::key,
                         .rows = Axis::key,
                         .values = rows.k,
                         .meaning = "Every key, element by element through φ(x) = elu(x) + 1."_said});
  return result;
}

}  // namespace

double epsilon(const Parameters& chosen) { return parameter(mechanism, chosen, "eps"); }
int chunk_size(const Parameters& chosen) { return static_cast<int>(parameter(mechanism, chosen, "chunk")); }

const Mechanism mechanism = {
    .id = "linear_attention",
    .title = "Linear attention"_said,
    .equation = "o_i = φ(q_i) Σ_j φ(k_j)ᵀ v_j / (φ(q_i)·Σ_j φ(k_j) + ε),  φ = elu + 1",
    .road = Road::no_softmax,
    .parameters = parameters,
    .forms = forms,
    .state_title = "State S, z"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<Recurrent>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::linear_attention
