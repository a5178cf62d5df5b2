#include "mechanisms/rwkv4_wkv/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/rwkv4_wkv/closed_form.h"
#include "mechanisms/rwkv4_wkv/explain.h"

namespace lookback::rwkv4_wkv {
namespace {

constexpr std::array<ParameterSpec, 1> parameters = {{channel_spec}};
constexpr std::array<InputSpec, 2> own_inputs = {{decay_rate_input, bonus_input}};

Refusal parallel_absent(const Setting& setting) {
  if (const Refusal why = needs_equal_widths(setting)) {
    return why;
  }
  if (setting.mask.is_causal(setting.tokens)) {
    return std::nullopt;
  }
  return "A decay counts the tokens since a key, so no query may look ahead."_said;
}

Refusal recurrent_absent(const Setting& setting) {
  const Refusal why = needs_equal_widths(setting);
  return why ? why : needs_causal(setting);
}

struct Parallel {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& /*chosen*/,
                            Meter<T> meter) {
    return parallel<T>(inputs.k, inputs.v, rates_of(inputs), mask, meter);
  }
};

struct Recurrent {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return rwkv4_wkv::start<T>(inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& /*chosen*/, Meter<T> meter) {
    const int t = state.position();
    return rwkv4_wkv::step<T>(state, inputs.k.row(t), inputs.v.row(t), rates_of(inputs), meter);
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning =
         "A softmax for every row and channel: the past with its decay, the present with its bonus."_said,
     .absent = parallel_absent,
     .pass = passes_of<Parallel>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning =
         "Numerator, denominator and the running exponent of every channel; read first, then updated."_said,
     .absent = recurrent_absent,
     .pass = passes_of<ByStepping<Recurrent>>()},
}};

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {.scores = say("scores {0}", "k − age·w"),
          .weights = turned ? say("weights (columns sum to 1)") : say("weights (rows sum to 1)"),
          .output = say("output {0}", "wkv"),
          .arrow = say("softmax")};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  Trace result = {parallel<double>(inputs.k, inputs.v, rates_of(inputs), mask, {},
                                   shown_channel(chosen, inputs.v.columns()))};
  result.more.push_back({.id = "kept",
                         .title = say("kept a token e^−w"),
                         .role = MatrixRole::plain,
                         .rows = Axis::dimension,
                         .values = inputs.more[0].map<double>([](double w) { return std::exp(-w); }),
                         .meaning = "What is left of a token's weight after each further token."_said});
  return result;
}

}  // namespace

const Mechanism mechanism = {
    .id = "rwkv4_wkv",
    .title = "RWKV-4"_said,
    .equation = "wkv_t = (Σ_{i<t} e^(k_i−(t−1−i)w) v_i + e^(u+k_t) v_t) / (the same sums without v)",
    .road = Road::decay,
    .parameters = parameters,
    .inputs = own_inputs,
    .reads = {.q = false},
    .forms = forms,
    .state_title = "State a, b, p"_said,
    .steps_absent = recurrent_absent,
    .steps = steps_of<Recurrent>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::rwkv4_wkv
