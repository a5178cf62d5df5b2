#include "mechanisms/retnet_layer/mechanism.h"

#include <array>
#include <cmath>

#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/retention/decay.h"
#include "mechanisms/retnet_layer/closed_form.h"
#include "mechanisms/retnet_layer/picture.h"

namespace lookback::retnet_layer {
namespace {

using decayed_attention::chunk_parameter;
using decayed_attention::chunk_spec;

constexpr std::array<std::string_view, 2> norm_choices = {"RMS"_said, "group"_said};

constexpr std::array<ParameterSpec, 5> parameters = {{
    {.id = "heads",
     .label = "Heads"_said,
     .minimum = 1,
     .maximum = 8,
     .initial = 2,
     .meaning = "How many heads share the width; head h has the decay γ_h = 1 − 2^(−5−h)."_said},
    {.id = "head",
     .label = "Head shown"_said,
     .minimum = 0,
     .maximum = 7,
     .initial = 0,
     .meaning =
         "Which head's queries, keys, values, scores and steps the board shows; it changes no output."_said},
    {.id = "norm",
     .label = "Norm"_said,
     .minimum = 0,
     .maximum = 1,
     .initial = 0,
     .meaning = "What each head's output is normalised by: RMS in the released code; the paper's group norm "
                "subtracts the mean as well."_said,
     .choices = norm_choices},
    {.id = "eps",
     .label = "ε",
     .minimum = 0,
     .maximum = 1,
     .initial = 0,
     .meaning =
         "Is added under the norm's root: 1e-6 in the released code. Only with 0 do the forms agree."_said,
     .step = 0.01},
    chunk_spec,
}};

constexpr InputSpec weight_input(std::string_view id, std::string_view title, std::string_view meaning,
                                 Size rows, Size columns) {
  return {
      .id = id, .title = title, .meaning = meaning, .rows = rows, .columns = columns, .start = Start::random};
}

constexpr std::array<InputSpec, 6> inputs = {{
    weight_input("X", "X", "The layer's input, one row a token."_said, Size::tokens, Size::key_width),
    weight_input("w_q", "W_Q", "Makes the queries of all heads: x W_Qᵀ."_said, Size::key_width,
                 Size::key_width),
    weight_input("w_k", "W_K", "Makes the keys of all heads: x W_Kᵀ."_said, Size::key_width, Size::key_width),
    weight_input("w_v", "W_V", "Makes the values of all heads: x W_Vᵀ."_said, Size::value_width,
                 Size::key_width),
    weight_input("w_g", "W_G", "Makes the gate: swish(x W_Gᵀ)."_said, Size::value_width, Size::key_width),
    weight_input("w_o", "W_O", "Makes the output of the gated heads."_said, Size::key_width,
                 Size::value_width),
}};

int whole(const Parameters& chosen, std::string_view id) {
  return static_cast<int>(parameter(mechanism, chosen, id));
}

Refusal absent(const Setting& s) {
  if (const Refusal why = needs_causal(s)) {
    return why;
  }
  const int heads = whole(s.parameters, "heads");
  if (s.key_width % (2 * heads) != 0) {
    return "Every head needs an even number of key channels, for its rotation: d_k must be a multiple of "
           "twice the number of heads."_said;
  }
  if (s.value_width % heads != 0) {
    return "Every head needs as many value channels as the others: d_v must be a multiple of the number of "
           "heads."_said;
  }
  if (whole(s.parameters, "head") >= heads) {
    return "The head that is shown must be one of the layer's heads, which count from 0."_said;
  }
  if (whole(s.parameters, "norm") != 0 && s.value_width == heads) {
    return "A group norm subtracts the mean, and of one value channel a head nothing would be left."_said;
  }
  return std::nullopt;
}

struct Parallel {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& all, const Mask& /*mask*/, const Parameters& chosen,
                            Meter<T> meter) {
    const Matrix<T>& x = layer_input(all);
    return parallel_layer<T>(x, layer_weights(all), options_for(x.columns(), chosen), meter);
  }
};

struct Recurrent {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& all, const Mask& /*mask*/, const Parameters& chosen,
                            Meter<T> meter) {
    const Matrix<T>& x = layer_input(all);
    DecodeState<T> state = start<T>(all, chosen, meter);
    return recurrent_layer<T>(state, x, layer_weights(all), options_for(x.columns(), chosen), meter);
  }
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& all, const Parameters& chosen, Meter<T> meter) {
    return start_layer<T>(layer_weights(all), options_for(layer_input(all).columns(), chosen), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& all, const Mask& /*mask*/,
                             const Parameters& chosen, Meter<T> meter) {
    const Matrix<T>& x = layer_input(all);
    return layer_step<T>(state, x.slice(state.position(), 1), layer_weights(all),
                         options_for(x.columns(), chosen), meter);
  }
};

struct Chunkwise {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& all, const Mask& /*mask*/, const Parameters& chosen,
                            Meter<T> meter) {
    const Matrix<T>& x = layer_input(all);
    return chunkwise_layer<T>(x, layer_weights(all), chunk_size(chosen), options_for(x.columns(), chosen),
                              meter);
  }
};

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "All S × S scores of each head; every row is divided by what its weights sum to."_said,
     .holds_scores = true,
     .own_parameters = {},
     .absent = absent,
     .pass = passes_of<Parallel>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time; each head carries S/√c and the sum of decays c."_said,
     .holds_scores = false,
     .own_parameters = {},
     .absent = absent,
     .pass = passes_of<Recurrent>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, a state between them, scaled so that neither overflows."_said,
     .holds_scores = false,
     .own_parameters = chunk_parameter,
     .absent = absent,
     .pass = passes_of<Chunkwise>()},
}};

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {.scores = say("scores {0} of the head", turned ? "KQᵀ/√d" : "QKᵀ/√d"),
          .weights = say("weights {0}", turned ? "KQᵀ ⊙ D" : "QKᵀ ⊙ D"),
          .output = say("output of the layer"),
          .arrow = "× γ^(i−j)"};
}

Cost pass_cost(const Form& form, const Setting& s) {
  const Options options = options_for(s.key_width, s.parameters);
  return form.id == "parallel"    ? parallel_cost(s, options)
         : form.id == "recurrent" ? recurrent_cost(s, options)
                                  : chunkwise_cost(s, options, chunk_size(s.parameters));
}

}  // namespace

Options options_for(int key_width, const Parameters& chosen) {
  Options options;
  const int heads = whole(chosen, "heads");
  for (int head = 0; head < heads; ++head) {
    options.decays.push_back(retention::decay_of_head(head));
  }
  options.key_scale = 1 / std::sqrt(static_cast<double>(key_width) / heads);
  options.epsilon = parameter(mechanism, chosen, "eps");
  options.norm = whole(chosen, "norm") == 0 ? Norm::rms : Norm::group;
  return options;
}

int shown_head(const Parameters& chosen) { return whole(chosen, "head"); }
int chunk_size(const Parameters& chosen) { return whole(chosen, "chunk"); }

const Mechanism mechanism = {
    .id = "retnet_layer",
    .title = "RetNet layer"_said,
    .equation = "out = (swish(x W_Gᵀ) ⊙ concat_h norm(retention_h(x))) W_Oᵀ",
    .road = Road::layers,
    .parameters = parameters,
    .inputs = inputs,
    .reads = {.q = false, .k = false, .v = false},
    .forms = forms,
    .state_title = "State S of each head"_said,
    .steps_absent = absent,
    .steps = steps_of<Recurrent>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = [](const Setting& s) { return recurrent_cost(s, options_for(s.key_width, s.parameters)); },
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::retnet_layer
