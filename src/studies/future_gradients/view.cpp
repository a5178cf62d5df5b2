#include "studies/future_gradients/view.h"

#include <algorithm>

#include "base/say.h"
#include "mechanisms/softmax_attention_gradient/mechanism.h"

namespace lookback::future_gradients {
namespace {

constexpr InputSpec weight(std::string_view id, std::string_view title, std::string_view meaning, Size rows) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .rows = rows,
          .columns = Size::key_width,
          .start = Start::random};
}

}  // namespace

constexpr std::array<InputSpec, 6> inputs = {{
    {.id = loss_row,
     .title = "Loss"_said,
     .meaning = "1 where the loss reads the output, 0 where it does not: dO = loss · g."_said,
     .columns = Size::tokens,
     .start_value = 1},
    {.id = "loss_slope",
     .title = "g",
     .meaning = "By how much the loss of a position grows with each number of its output."_said,
     .columns = Size::value_width,
     .start_value = 1},
    {.id = "token_x",
     .title = "X",
     .meaning = "What q, k and v are made of, one row a token."_said,
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random},
    weight("project_q", "W_Q", "Makes the queries: X W_Qᵀ."_said, Size::key_width),
    weight("project_k", "W_K", "Makes the keys: X W_Kᵀ."_said, Size::key_width),
    weight("project_v", "W_V", "Makes the values: X W_Vᵀ."_said, Size::value_width),
}};

View view_of(const Experiment& experiment) {
  const auto input = [&](std::size_t n) { return input_of(experiment, inputs[n]); };
  const int tokens = experiment.position;
  View view;
  HeadInputs<double> rows = {experiment.inputs.q, experiment.inputs.k, experiment.inputs.v, {}};
  if (parameter_of(experiment, projection_switch) != 0) {
    view.projections = Projections{input(2).top(tokens), input(3), input(4), input(5)};
    rows = projected(*view.projections);
  }
  const LossHead all = {
      std::move(rows), experiment.mask, output_gradient(input(0), input(1), tokens),
      softmax_attention_gradient::options_for(experiment.key_width(), experiment.parameters)};
  view.head = first_tokens(all, tokens);
  view.by = parameter_of(experiment, gradient_choice) == 0 ? By::keys : By::values;
  view.key = std::min(static_cast<int>(parameter_of(experiment, key_choice)), std::max(tokens - 1, 0));
  view.parts = split(view.head);
  view.lengths = contribution_lengths(view.head);
  HeadOutputs<double> whole =
      softmax_attention::materialised<double>(view.head.inputs, view.head.mask, view.head.options, {});
  view.weights = std::move(whole.weights);
  view.output = std::move(whole.output);
  return view;
}

}  // namespace lookback::future_gradients
