#include "mechanisms/rwkv4_time_mixing/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/rwkv4_time_mixing/explain.h"
#include "mechanisms/rwkv4_wkv/closed_form.h"
#include "mechanisms/rwkv4_wkv/mechanism.h"

namespace lookback::rwkv4_time_mixing {
namespace {

constexpr std::array<ParameterSpec, 1> parameters = {{channel_spec}};

// μ, one number a channel.
constexpr InputSpec mix_input(std::string_view id, std::string_view title, std::string_view meaning) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .columns = Size::key_width,
          .start = Start::random,
          .start_value = 0.6,
          .minimum = 0,
          .maximum = 1,
          .start_spread = 0.3};
}

constexpr InputSpec square_input(std::string_view id, std::string_view title, std::string_view meaning,
                                 Start start = Start::random) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .rows = Size::key_width,
          .columns = Size::key_width,
          .start = start};
}

constexpr std::array<InputSpec, 10> own_inputs = {{
    {.id = "X",
     .title = "X",
     .meaning = "What the layer below hands up, one row a token."_said,
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random},
    mix_input("mix_k", "μ_k",
              "How much of the present token goes into the key; the rest is the token before."_said),
    mix_input("mix_v", "μ_v", "How much of the present token goes into the value."_said),
    mix_input("mix_r", "μ_r", "How much of the present token goes into the receptance."_said),
    square_input("w_k", "W_k", "Makes the key of the shifted token; y = W x."_said),
    square_input("w_v", "W_v", "Makes the value of the shifted token."_said),
    square_input("w_r", "W_r", "Makes the receptance of the shifted token, before the sigmoid."_said),
    square_input("w_o", "W_o", "Makes the output of r ⊙ wkv."_said, Start::identity),
    rwkv4_wkv::decay_rate_input,
    rwkv4_wkv::bonus_input,
}};

Refusal absent(const Setting& setting) {
  const Refusal why = needs_equal_widths(setting);
  return why ? why : needs_causal(setting);
}

struct Parallel {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/, const Parameters& /*chosen*/,
                            Meter<T> meter) {
    HeadOutputs<T> result;
    result.output = parallel<T>(inputs.more[x], weights_of(inputs), meter).output;
    return result;
  }
};

struct Recurrent {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return rwkv4_time_mixing::start<T>(inputs.more[x].columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& state, const HeadInputs<T>& inputs, const Mask& /*mask*/,
                             const Parameters& /*chosen*/, Meter<T> meter) {
    return rwkv4_time_mixing::step<T>(state, inputs.more[x].row(state.position()), weights_of(inputs), meter);
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning =
         "All tokens are shifted and projected at once; wkv is a softmax for every row and channel."_said,
     .absent = absent,
     .pass = passes_of<Parallel>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time, against the token before and wkv's three numbers a channel."_said,
     .absent = absent,
     .pass = passes_of<ByStepping<Recurrent>>()},
}};

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {
      .scores = say("scores {0}", "k − age·w"),
      .weights = turned ? say("weights of wkv (columns sum to 1)") : say("weights of wkv (rows sum to 1)"),
      .output = say("output {0}", "W_o(r⊙wkv)"),
      .arrow = say("softmax")};
}

TracedMatrix traced(std::string_view id, std::string title, Matrix<double> values, std::string_view meaning) {
  return {.id = id, .title = std::move(title), .values = std::move(values), .meaning = meaning};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& /*mask*/, const Parameters& chosen) {
  const int channels = inputs.more[x].columns();
  Block<double> block =
      parallel<double>(inputs.more[x], weights_of(inputs), {}, shown_channel(chosen, channels));
  Trace result = {std::move(block.wkv)};
  result.more.push_back(
      traced("mixed_k", say("shifted x for {0}", "k"), std::move(block.mixed_k),
             "Part of the token and the rest of the one before: what the key is made of."_said));
  result.more.push_back(traced("mixed_v", say("shifted x for {0}", "v"), std::move(block.mixed_v),
                               "The same for the value, with a share μ of its own."_said));
  result.more.push_back(traced("mixed_r", say("shifted x for {0}", "r"), std::move(block.mixed_r),
                               "The same for the receptance."_said));
  result.more.push_back(
      traced("wkv", "wkv", std::move(result.output), "The values, averaged by decayed keys."_said));
  result.more.push_back(
      traced("gated", "r ⊙ wkv", std::move(block.gated),
             "The averages times the receptance, which lets each channel through or not."_said));
  result.projected = {std::move(block.r), std::move(block.k), std::move(block.v), {}};
  result.output = std::move(block.output);
  return result;
}

// Token shift, projections, sigmoid, gate: what both forms add to wkv.
Cost with_block(Cost cost, const Setting& s) {
  const std::int64_t numbers = std::int64_t{s.tokens} * s.key_width;
  const std::int64_t products = 4 * numbers * s.key_width;
  cost.mac += products;
  cost.mul += products + 3 * 2 * numbers + numbers;
  cost.add += products + 3 * 2 * numbers + numbers;
  cost.exp += numbers;
  cost.div += numbers;
  return cost;
}

Cost steps_cost(const Setting& s) {
  Cost cost = with_block(rwkv4_wkv::recurrent_cost(s), s);
  const std::int64_t numbers = std::int64_t{s.tokens} * s.key_width;  // the token before
  cost.state_read += numbers;
  cost.state_written += numbers;
  cost.state_held += s.tokens > 0 ? s.key_width : 0;
  return cost;
}

Cost pass_cost(const Form& form, const Setting& s) {
  return form.id == "recurrent" ? steps_cost(s) : with_block(rwkv4_wkv::parallel_cost(s), s);
}

}  // namespace

const Mechanism mechanism = {
    .id = "rwkv4_time_mixing",
    .title = "RWKV-4 block"_said,
    .equation = "out = W_o (sigmoid(W_r x^r) ⊙ wkv(W_k x^k, W_v x^v)),  x^k = μ_k ⊙ x_t + (1−μ_k) ⊙ x_{t−1}",
    .road = Road::layers,
    .parameters = parameters,
    .inputs = own_inputs,
    .reads = {.q = false, .k = false, .v = false},
    .forms = forms,
    .state_title = "State x, a, b, p"_said,
    .steps_absent = absent,
    .steps = steps_of<Recurrent>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .explain = explain,
};

}  // namespace lookback::rwkv4_time_mixing
