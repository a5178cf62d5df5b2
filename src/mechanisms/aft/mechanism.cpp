#include "mechanisms/aft/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/aft/closed_form.h"
#include "mechanisms/aft/explain.h"

namespace lookback::aft {
namespace {

bool biased(const Parameters& chosen) { return parameter(mechanism, chosen, "biased") != 0; }

constexpr std::array<ParameterSpec, 2> parameters = {{
    {"biased", "Position biases w"_said, 0, 1, 0,
     "Adds a learned number for each pair of positions to every key: AFT-full. Without them: AFT-simple."_said,
     true},
    channel_spec,
}};

constexpr std::array<InputSpec, 1> own_inputs = {{
    {.id = "bias",
     .title = "position biases w"_said,
     .meaning = "One number for each output and token, added to all channels of the token's key."_said,
     .rows = Size::tokens,
     .columns = Size::tokens,
     .start = Start::random,
     .read = biased},
}};

Refusal recurrent_absent(const Setting& setting) {
  if (const Refusal why = needs_equal_widths(setting)) {
    return why;
  }
  if (biased(setting.parameters)) {
    return "With position biases every output weighs all tokens anew, so no sum can be carried."_said;
  }
  return needs_causal(setting);
}

struct Parallel {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return parallel<T>(inputs, biases_of(inputs, chosen), mask, meter);
  }
};

struct Recurrent {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return aft::start<T>(inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& /*chosen*/, Meter<T> meter) {
    const int t = state.position();
    return aft::step<T>(state, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), meter);
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "A softmax over keys for every row and channel, times the values, times the gate."_said,
     .absent = needs_equal_widths,
     .pass = passes_of<Parallel>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "AFT-simple, causal: running numerator, denominator and maximum of every channel."_said,
     .absent = recurrent_absent,
     .pass = passes_of<ByStepping<Recurrent>>()},
}};

BoardTitles titles(const Parameters& chosen, bool /*turned*/) {
  return {.scores = say("scores {0}", biased(chosen) ? "k + w" : "k"),
          .weights = say("weights, gate included"),
          .output = say("output {0}", "y"),
          .arrow = say("softmax, × sigmoid(q)")};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Matrix<double>* biases = biases_of(inputs, chosen);
  Trace result = picture(inputs, mask, biases, shown_channel(chosen, inputs.v.columns()));
  result.more.push_back({.id = "averages",
                         .title = say("averages of V"),
                         .role = MatrixRole::plain,
                         .values = averages<double>(inputs.k, inputs.v, biases, mask, {}).output,
                         .meaning = "The values, averaged channel by channel, before the gate."_said});
  result.more.push_back({.id = "gate",
                         .title = say("gate sigmoid(Q)"),
                         .role = MatrixRole::query,
                         .rows = Axis::query,
                         .values = inputs.q.map<double>([](double q) { return sigmoid(q); }),
                         .meaning = "How much of each channel of its own output a query lets through."_said});
  return result;
}

}  // namespace

Trace picture(const HeadInputs<double>& inputs, const Mask& mask, const Matrix<double>* biases, int channel) {
  Trace result = {parallel<double>(inputs, biases, mask, {}, channel)};
  for (int t = 0; t < result.weights.rows(); ++t) {
    for (double& weight : result.weights.row(t)) {
      weight *= sigmoid(inputs.q(t, channel));
    }
  }
  return result;
}

const Mechanism mechanism = {
    .id = "aft",
    .title = "AFT"_said,
    .equation = "y_t = sigmoid(q_t) ⊙ Σ_s exp(k_s + w_ts) v_s / Σ_s exp(k_s + w_ts)",
    .road = Road::no_softmax,
    .parameters = parameters,
    .inputs = own_inputs,
    .forms = forms,
    .state_title = "State n, d, m"_said,
    .steps_absent = recurrent_absent,
    .steps = steps_of<Recurrent>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::aft
