#include "mechanisms/self_score_softmax/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/self_score_softmax/closed_form.h"
#include "mechanisms/self_score_softmax/explain.h"

namespace lookback::self_score_softmax {
namespace {

constexpr std::array<ParameterSpec, 2> parameters = {{
    scaled_scores,
    {.id = "lambda",
     .label = "Decay λ"_said,
     .minimum = 0,
     .maximum = 1,
     .initial = 1,
     .meaning = "What is left of a token's weight after each further token; 1 forgets nothing."_said,
     .step = 0.01},
}};

Refusal parallel_absent(const Setting& setting) {
  if (!options_for(setting.key_width, setting.parameters).decay || setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "A decay counts the tokens since a key, so with λ below 1 no query may look ahead."_said;
}

struct Parallel {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return parallel<T>(inputs, mask, options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Stable {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return self_score_softmax::start<T>(inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& chosen, Meter<T> meter) {
    return self_score_softmax::step<T>(state, inputs, options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Naive {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return naive_start<T>(inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& chosen, Meter<T> meter) {
    return naive_step<T>(state, inputs, options_for(inputs.k.columns(), chosen), meter);
  }
};

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "A softmax whose score matrix has the same row everywhere: S scores, spread over S × S."_said,
     .holds_scores = true,
     .absent = parallel_absent,
     .pass = passes_of<Parallel>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning =
         "A running numerator and denominator, kept divided by the exponential of a running maximum."_said,
     .absent = needs_causal,
     .pass = passes_of<ByStepping<Stable>>()},
    {.id = "recurrent_naive",
     .title = "Recurrent, naive"_said,
     .meaning = "The sums as they are written, without a maximum: exp overflows where scores are large."_said,
     .absent = needs_causal,
     .pass = passes_of<ByStepping<Naive>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  const bool scaled = parameter(mechanism, chosen, "scaled") != 0;
  const bool decays = parameter(mechanism, chosen, "lambda") != 1;
  return {.scores = say("scores {0}",
                        std::string("q_j·k_j") + (scaled ? "/√d" : "") + (decays ? " + (i−j) log λ" : "")),
          .weights = turned ? say("weights (columns sum to 1)") : say("weights (rows sum to 1)"),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = say("softmax")};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Options options = options_for(inputs.k.columns(), chosen);
  Trace result = {parallel<double>(inputs, mask, options, {})};
  Matrix<double> scores(inputs.k.rows(), 1);
  for (int t = 0; t < scores.rows(); ++t) {
    scores(t, 0) = token_score<double>(inputs, t, options, {});
  }
  result.more.push_back(
      {.id = "token_scores",
       .title = say("scores s, one a token"),
       .role = MatrixRole::score,
       .values = std::move(scores),
       .meaning = "Each token is scored once, by its own query; no later query changes it."_said});
  return result;
}

}  // namespace

Options options_for(int key_width, const Parameters& chosen) {
  Options options;
  if (parameter(mechanism, chosen, "scaled") != 0) {
    options.scale = 1 / std::sqrt(static_cast<double>(key_width));
  }
  if (const double lambda = parameter(mechanism, chosen, "lambda"); lambda != 1) {
    options.decay = lambda;
  }
  return options;
}

const Mechanism mechanism = {
    .id = "self_score_softmax",
    .title = "Self-scored softmax"_said,
    .equation = "o_t = Σ_{j≤t} exp(s_j) v_j / Σ_{j≤t} exp(s_j),  s_j = σ q_j·k_j",
    .road = Road::no_softmax,
    .parameters = parameters,
    .forms = forms,
    .state_title = "State n, d, m"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<Stable>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::self_score_softmax
