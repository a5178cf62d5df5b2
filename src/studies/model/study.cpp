#include "studies/model/study.h"

#include <array>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "experiment/preset.h"
#include "mechanisms/layer_stack/mechanism.h"
#include "studies/model/presets.h"
#include "studies/model/sheet.h"
#include "studies/model/unembedding.h"

namespace lookback::model {
namespace {

bool unembeds(const Parameters& chosen) {
  const auto found = chosen.find("unembedding");
  return found != chosen.end() && found->second != 0;
}
bool never_shown(const Parameters& /*chosen*/) { return false; }

constexpr std::array<ParameterSpec, 4> parameters = {{
    {.id = "unembedding",
     .label = "Unembedding"_said,
     .initial = 0,
     .meaning = "Turns the last token’s row back into a choice among the names that there are."_said,
     .is_switch = true},
    {.id = "temperature",
     .label = "Temperature"_said,
     .minimum = 0,
     .maximum = 4,
     .initial = 1,
     .meaning = "Divides the logits before their softmax; at 0 the greatest is chosen always."_said,
     .step = 0.05,
     .read = unembeds},
    {.id = "sampling_seed",
     .label = "Seed of the draws"_said,
     .minimum = 1,
     .maximum = largest_seed,
     .initial = 1,
     .meaning = "Which draws are made; the same seed draws the same at the same position."_said,
     .read = unembeds},
    {.id = "weights_seed",
     .label = "Seed of the weights"_said,
     .minimum = 0,
     .maximum = largest_seed,
     .initial = 0,
     .meaning = "Which random weights were drawn last; 0 for those of the start."_said,
     .read = never_shown},
}};

constexpr std::array<std::string_view, 6> offered = {"layers",   "layer", "heads",
                                                     "kv_heads", "head",  "positions"};

Sheet sheet(const Experiment& experiment, const Evaluation& evaluation, const Work* /*work*/) {
  return sheet_of(experiment, evaluation);
}

Expected<Experiment> shown(const Experiment& experiment, int layer, int head) {
  const Expected<Experiment> in_layer = apply(experiment, SetParameter{"layer", layer + 1.0});
  return in_layer ? apply(*in_layer, SetParameter{"head", static_cast<double>(head)}) : in_layer;
}

Experiment attached(Experiment experiment, std::string_view which) {
  std::erase_if(experiment.more, [&](const auto& edited) {
    return find_input(experiment, edited.first)->optional && (which == "all" || which == edited.first);
  });
  return experiment;
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  for (int layer = 0; layer < most_layers; ++layer) {
    for (int head = 0; head < most_heads; ++head) {
      if (press.id == picture_id(layer, head)) {
        return shown(experiment, layer, head);
      }
    }
  }
  constexpr std::string_view attach = "attach_";
  if (press.id.starts_with(attach)) {
    return attached(experiment, press.id.substr(attach.size()));
  }
  for (const WeightPreset& preset : weight_presets) {
    if (press.id == preset.id) {
      return with_weights(experiment, preset.id);
    }
  }
  if (press.id == "generate") {
    return with_next_token(experiment);
  }
  return fail(say("There is nothing called {0} to press.", in_quotes(press.id)));
}

}  // namespace

const Study study = {
    {
        .id = "model",
        .title = "A small model"_said,
        .question = "What does every head of a few attention layers look at, and what do "
                    "they make of it together?"_said,
        .shelf = Shelf::board,
        .start = "mechanism=layer_stack&tokens=start,a,b,c,a,b&X=1,0,0,0;0,1,0,0;0,0,1,0;"
                 "0,0,0,1;0,1,0,0;0,0,1,0",
        .parameters = parameters,
        .settings = {.parameters = true, .mask = true, .cache = true, .numbers = true, .generation = true},
        .mechanism_parameters = offered,
        .on_board = true,
    },
    sheet,
    press};

}  // namespace lookback::model
