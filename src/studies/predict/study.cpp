#include "studies/predict/study.h"

#include <array>

#include "base/say.h"
#include "studies/predict/measurement.h"
#include "studies/predict/views.h"

namespace lookback::predict {
namespace {

constexpr std::array<std::string_view, 2> kinds = {"One decode step"_said, "A whole run"_said};
constexpr std::array<std::string_view, 2> mechanism_names = {"Softmax attention"_said, "Retention"_said};
constexpr std::array<std::string_view, 2> mechanism_ids = {"softmax_attention", "retention"};

constexpr std::array<ParameterSpec, 3> parameters = {{
    {.id = "predicted",
     .label = "Predict"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "The cost of the step at a length, or of all steps up to it."_said,
     .choices = kinds},
    {.id = "generated_by",
     .label = "Of"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "Softmax attention reads its KV cache, retention its state."_said,
     .choices = mechanism_names},
    {.id = "run_width",
     .label = "Width d"_said,
     .minimum = 1,
     .maximum = 64,
     .initial = 16,
     .meaning = "Numbers in a query, a key and a value of the one head."_said,
     .logarithmic = true},
}};

constexpr std::array<InputSpec, 1> inputs = {guess_input};

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* work) {
  return sheet_of(asked_of(experiment), input_of(experiment, guess_input),
                  static_cast<const Measurement*>(work));
}

std::unique_ptr<Work> work(const Experiment& experiment) {
  return std::make_unique<Measurement>(asked_of(experiment));
}

// The buttons are "run" and "cancel", which do not come here.
Expected<Experiment> press(const Experiment& experiment, const SheetPress& /*press*/) { return experiment; }

}  // namespace

Asked asked_of(const Experiment& experiment) {
  const auto choice = [&](std::string_view id) {
    return static_cast<std::size_t>(parameter_of(experiment, id));
  };
  return {choice("predicted") == 0 ? Of::step : Of::run,
          find_mechanism(mechanism_ids[choice("generated_by")]),
          static_cast<int>(parameter_of(experiment, "run_width"))};
}

const Study study = {
    {
        .id = "predict",
        .title = "Predict, run, reveal"_said,
        .question = "How does what a step or a run costs grow with the length? Draw it first."_said,
        .shelf = Shelf::size,
        .start = "mechanism=softmax_attention",
        .parameters = parameters,
        .inputs = inputs,
    },
    sheet,
    press,
    work,
};

}  // namespace lookback::predict
