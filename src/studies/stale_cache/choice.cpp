#include "studies/stale_cache/choice.h"

#include "base/say.h"
#include "mechanisms/layer_stack/mechanism.h"

namespace lookback::stale_cache {
namespace {

enum class Causal : std::uint8_t { all, none, some };
constexpr std::string_view causal_choices[] = {"all"_said, "none"_said, "some"_said};
constexpr std::string_view use_choices[] = {"off"_said, "on"_said, "forced"_said, "renewed"_said};
constexpr std::size_t causal_choice = 0;  // places in `parameters`
constexpr std::size_t use_choice = 1;
constexpr std::size_t refresh_number = 2;
constexpr std::size_t first_switch = 3;

double value_of(const Parameters& chosen, std::size_t place) {
  const ParameterSpec& spec = parameters[place];
  const auto found = chosen.find(spec.id);
  return found == chosen.end() ? spec.initial : found->second;
}

bool renews(const Parameters& chosen) {
  return static_cast<CacheUse>(value_of(chosen, use_choice)) == CacheUse::refreshed;
}

template <int layer>
bool has_switch(const Parameters& chosen) {
  return static_cast<Causal>(value_of(chosen, causal_choice)) == Causal::some &&
         layer <= layer_stack::layers_of(chosen);
}

constexpr ParameterSpec causal_switch(std::string_view id, std::string_view label,
                                      bool (*read)(const Parameters&)) {
  return {.id = id,
          .label = label,
          .minimum = 0,
          .maximum = 1,
          .initial = 1,
          .meaning = "Off: every query of this layer looks at every key, those of later tokens too."_said,
          .is_switch = true,
          .read = read};
}

}  // namespace

constexpr std::array<ParameterSpec, 7> parameters = {{
    {.id = "causal_layers",
     .label = "Causal layers"_said,
     .minimum = 0,
     .maximum = 2,
     .initial = 0,
     .meaning = "In which layers no query looks ahead."_said,
     .choices = causal_choices},
    {.id = "kv_cache",
     .label = "KV cache"_said,
     .minimum = 0,
     .maximum = 3,
     .initial = 1,
     .meaning =
         "On: only where it is right. Forced: keys and values stay as they were when their token "
         "arrived, right or wrong. Renewed: forced, but all tokens are computed again now and then."_said,
     .choices = use_choices},
    {.id = "renewed_every",
     .label = "Renewed every"_said,
     .minimum = 1,
     .maximum = largest_tokens,
     .initial = 3,
     .meaning = "After how many steps all tokens are computed again."_said,
     .read = renews},
    causal_switch("causal_1", "Layer 1 causal"_said, has_switch<1>),
    causal_switch("causal_2", "Layer 2 causal"_said, has_switch<2>),
    causal_switch("causal_3", "Layer 3 causal"_said, has_switch<3>),
    causal_switch("causal_4", "Layer 4 causal"_said, has_switch<4>),
}};
static_assert(parameters.size() - first_switch == most_layers);

int Choice::spoiling_layer() const {
  for (int l = 0; l + 1 < layers(); ++l) {
    if (!causal[static_cast<std::size_t>(l)]) {
      return l;
    }
  }
  return -1;
}

int Choice::recompute_every() const {
  constexpr int always = 1;
  constexpr int never = 0;
  switch (use) {
    case CacheUse::off:
      return always;
    case CacheUse::on:
      return refused() ? always : never;
    case CacheUse::forced:
      return never;
    case CacheUse::refreshed:
      break;
  }
  return refresh;
}

Choice choice_of(const Experiment& experiment) {
  const Parameters& chosen = experiment.study_parameters;
  Choice choice;
  choice.use = static_cast<CacheUse>(value_of(chosen, use_choice));
  choice.refresh = static_cast<int>(value_of(chosen, refresh_number));
  const auto which = static_cast<Causal>(value_of(chosen, causal_choice));
  for (int l = 0; l < layer_stack::layers_of(experiment.parameters); ++l) {
    choice.causal.push_back(
        which == Causal::all ||
        (which == Causal::some && value_of(chosen, first_switch + static_cast<std::size_t>(l)) != 0));
  }
  return choice;
}

Model<double> model_of(const Experiment& experiment, const Choice& choice) {
  const HeadInputs<double> inputs = inputs_of(experiment, experiment.token_count());
  Model<double> model = {inputs.more[0],
                         layer_stack::weights_of(inputs, experiment.parameters),
                         {},
                         layer_stack::options_in(experiment.parameters, inputs.more[0].columns())};
  for (const bool causal : choice.causal) {
    model.masks.push_back(causal ? Mask::causal() : Mask::none());
  }
  return model;
}

}  // namespace lookback::stale_cache
