#include "studies/future_gradients/study.h"

#include <algorithm>
#include <array>

#include "base/say.h"
#include "experiment/edit.h"
#include "studies/future_gradients/sheet.h"

namespace lookback::future_gradients {
namespace {

constexpr std::array<std::string_view, 2> gradient_choices = {"keys"_said, "values"_said};

constexpr std::array<ParameterSpec, 3> parameters = {{
    {.id = gradient_choice,
     .label = "Gradient by"_said,
     .meaning = "Whether the gradient by the keys is shown or the one by the values."_said,
     .choices = gradient_choices},
    {.id = key_choice,
     .label = "Key j"_said,
     .minimum = 0,
     .maximum = largest_tokens - 1,
     .initial = 2,
     .meaning = "Whose gradient is taken apart; the newest key's while that one has not arrived."_said},
    {.id = projection_switch,
     .label = "Projections W"_said,
     .minimum = 0,
     .maximum = 1,
     .meaning = "On: Q, K and V are made of X by W_Q, W_K and W_V, whose gradients are shown too."_said,
     .is_switch = true},
}};

Expected<Experiment> with_loss(const Experiment& experiment, double of_last, double of_others) {
  Experiment next = experiment;
  Matrix<double> loss(1, experiment.token_count(), of_others);
  loss(0, experiment.token_count() - 1) = of_last;
  next.more[std::string(loss_row)] = std::move(loss);
  // Goes through an edit, so that what is as it was at the start is not held as edited.
  return apply(next, SetNumber{std::string(loss_row), 0, experiment.token_count() - 1, of_last});
}

// Hides what every query sees of its own key, or shows it again.
Expected<Experiment> with_own_keys_toggled(const Experiment& experiment) {
  Matrix<std::uint8_t> bits = experiment.mask.as_bits(experiment.token_count()).bits();
  const std::uint8_t visible = own_keys_hidden(experiment) ? 1 : 0;
  for (int i = 0; i < bits.rows(); ++i) {
    bits(i, i) = visible;
  }
  return apply(experiment, SetMask{Mask::bits(std::move(bits))});
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  if (press.id == own_keys_button) {
    return with_own_keys_toggled(experiment);
  }
  if (press.id == loss_last_button) {
    return with_loss(experiment, 1, 0);
  }
  if (press.id == loss_everywhere_button) {
    return with_loss(experiment, 1, 1);
  }
  if (press.id == loss_row) {
    const InputSpec& spec = *find_input(experiment, loss_row);
    const double now = input_of(experiment, spec)(0, press.column);
    return apply(experiment, SetNumber{std::string(loss_row), 0, press.column, now == 0 ? 1.0 : 0.0});
  }
  if (press.id == weights_table) {
    return apply(experiment, TogglePair{press.row, press.column});
  }
  const int key = press.id == beams_id ? press.row : press.column;
  return apply(experiment, SetParameter{std::string(key_choice), static_cast<double>(key)});
}

}  // namespace

const Study study = {
    {
        .id = "future_gradients",
        .title = "Gradients from the future"_said,
        .question = "Which queries does a key learn from, and how much of that is its own?"_said,
        .shelf = Shelf::learning,
        .start = "mechanism=softmax_attention_gradient&tokens=the,cat,sat,on,the,mat",
        .parameters = parameters,
        .inputs = inputs,
        .settings = {.mask = true, .numbers = true, .generation = true},
    },
    sheet,
    press};

}  // namespace lookback::future_gradients
