#include <algorithm>

#include "base/say.h"
#include "experiment/preset.h"
#include "view/controls.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

// One parameter, as the control that suits what it may be; none while it changes nothing. `chosen`: those
// that it stands among.
void add_parameter(NodeList& nodes, const ParameterSpec& spec, const Parameters& chosen,
                   const Experiment& experiment) {
  if (spec.read != nullptr && !spec.read(chosen)) {
    return;
  }
  const double value = parameter_of(experiment, spec.id);
  const auto refused = [&](double other) {
    return why_not(experiment, SetParameter{std::string(spec.id), other});
  };
  if (spec.is_switch) {
    add_toggle(nodes, spec.id, say(spec.label), value != 0, say(spec.meaning), refused(value == 0 ? 1 : 0));
  } else if (!spec.choices.empty()) {
    add_choice(nodes, spec.id, say(spec.label), say(spec.meaning));
    for (std::size_t i = 0; i < spec.choices.size(); ++i) {
      const auto one = static_cast<double>(i);
      add_option(nodes, spec.id, std::to_string(i), say(spec.choices[i]), one == value, "", refused(one));
    }
  } else {
    add_number(nodes, spec.id, say(spec.label), value, spec.minimum, spec.maximum, say(spec.meaning),
               spec.step);
    Node& number = nodes.back();
    number.logarithmic = spec.logarithmic;
    number.slider = spec.step < 1 || spec.logarithmic || !spec.stops.empty();
    for (const std::string_view stop : spec.stops) {
      number.stops.push_back(say(stop));
    }
    if (!spec.stops.empty()) {
      number.text = number.stops[static_cast<std::size_t>(value - spec.minimum)];
    }
  }
}

void add_forms(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  add_choice(nodes, "form", say("Form"), say("How one pass over the tokens computes the same numbers."));
  for (const Form& form : mechanism.forms) {
    add_option(nodes, "form", form.id, say(form.title), form.id == experiment.form, say(form.meaning),
               why_not(experiment, SetForm{std::string(form.id)}));
  }
  for (const ParameterSpec& spec : mechanism.parameters) {
    if (std::ranges::count(form_of(experiment).own_parameters, spec.id) > 0) {
      add_parameter(nodes, spec, experiment.parameters, experiment);
    }
  }
}

// The parameters that every form has, as far as the study offers them.
void add_shared_parameters(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  const std::span<const std::string_view> offered = study_spec_of(experiment).mechanism_parameters;
  for (const ParameterSpec& spec : mechanism.parameters) {
    if (!offered.empty() && std::ranges::count(offered, spec.id) == 0) {
      continue;
    }
    const bool owned = std::ranges::any_of(mechanism.forms, [&](const Form& form) {
      return std::ranges::count(form.own_parameters, spec.id) > 0;
    });
    if (!owned) {
      add_parameter(nodes, spec, experiment.parameters, experiment);
    }
  }
}

void add_masks(NodeList& nodes, const Experiment& experiment) {
  const Mask& mask = experiment.mask;
  add_choice(nodes, "mask", say("Mask"), say("Which keys a query may look at."));
  for (const MaskOption& option : mask_options) {
    add_option(nodes, "mask", option.id, say(option.name), option.kind == mask.kind(), say(option.meaning),
               why_not(experiment, SetMask{mask_of(option.kind, experiment)}));
  }
  if (mask.kind() == Mask::Kind::window) {
    add_number(nodes, "mask.left", say("Keys back"), mask.left(), 0, largest_tokens,
               say("How many keys before its own a query looks at."));
    add_number(nodes, "mask.right", say("Keys ahead"), mask.right(), 0, largest_tokens,
               say("How many keys after its own a query looks at."));
  }
}

void add_causal(NodeList& nodes, const Experiment& experiment) {
  const Mask::Kind kind = experiment.mask.kind();
  const bool plain = kind == Mask::Kind::causal || kind == Mask::Kind::none;
  add_toggle(nodes, "causal", say("Causal"), kind == Mask::Kind::causal,
             plain ? say("On: no query looks ahead. Off: every query looks at every key.")
                   : say("The mask says who looks at whom; pressing makes it causal."),
             why_not(experiment, SetMask{kind == Mask::Kind::causal ? Mask::none() : Mask::causal()}));
  if (!plain) {
    nodes.back().text = say("set by mask");
  }
}

void add_cache(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  const bool steps = mechanism.steps.exist();
  add_toggle(
      nodes, "cache", say(mechanism.state_title), steps && experiment.cache,
      say("On: what earlier tokens left is kept from step to step. Off: every step computes it again."),
      steps ? WhyNot() : WhyNot(say(*steps_refusal(mechanism, setting_of(experiment)))));
}

// Another mechanism is asked only when its code is there.
WhyNot why_not_mechanism(const Experiment& experiment, std::string_view id, const ViewState& state) {
  if (!state.complete && id != experiment.mechanism) {
    return say(still_loading);
  }
  return why_not(experiment, SetMechanism{std::string(id)});
}

void add_mechanisms(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  add_choice(nodes, "mechanism", say("Mechanism"));
  std::vector<const Mechanism*> all(mechanisms().begin(), mechanisms().end());
  std::ranges::stable_sort(all, {}, &Mechanism::road);
  for (const Mechanism* mechanism : all) {
    add_option(nodes, "mechanism", mechanism->id, say(mechanism->title),
               mechanism->id == experiment.mechanism, mechanism->equation,
               why_not_mechanism(experiment, mechanism->id, state));
    nodes.back().heading = say(road_titles[static_cast<std::size_t>(mechanism->road)]);
  }
}

bool is_preset(const Preset& preset, const Experiment& experiment, int seed) {
  const Expected<HeadInputs<double>> inputs = preset_inputs(preset.id, experiment.inputs, seed);
  return inputs && inputs->q == experiment.inputs.q && inputs->k == experiment.inputs.k &&
         inputs->v == experiment.inputs.v;
}

void add_presets(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  add_choice(nodes, "preset", say("Numbers"), say("Ready-made numbers for Q, K and V."));
  nodes.back().text = say("own");
  for (const Preset& preset : presets) {
    const Expected<HeadInputs<double>> inputs = preset_inputs(preset.id, experiment.inputs, state.seed);
    add_option(nodes, "preset", preset.id, say(preset.title), is_preset(preset, experiment, state.seed),
               say(preset.meaning), inputs ? std::nullopt : WhyNot(inputs.error().sentence));
  }
  add_number(nodes, "seed", say("Seed"), state.seed, 1, largest_seed,
             say("The seed of random numbers; the same seed gives the same numbers."));
}

void add_numbers(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  const Reads& reads = mechanism_of(experiment).reads;
  if (reads.q || reads.k || reads.v) {
    add_presets(nodes, experiment, state);
  }
  add_number(nodes, "dk", say("Width of Q and K"), experiment.key_width(), 1, largest_width,
             say("Numbers in a query and in a key, d_k."));
  add_number(nodes, "dv", say("Width of V"), experiment.value_width(), 1, largest_width,
             say("Numbers in a value, d_v."));
}

// A study's own parameters stand among the mechanism's.
void add_study_parameters(NodeList& nodes, const Experiment& experiment, bool set_up) {
  Parameters chosen = experiment.study_parameters;
  chosen.insert(experiment.parameters.begin(), experiment.parameters.end());
  const StudySpec& study = study_spec_of(experiment);
  for (const ParameterSpec& spec : study.parameters) {
    if (std::ranges::count(study.unlisted, spec.id) > 0 ||
        (std::ranges::count(study.set_up, spec.id) > 0) != set_up) {
      continue;
    }
    const std::size_t first = nodes.size();
    add_parameter(nodes, spec, chosen, experiment);
    for (std::size_t i = first; i < nodes.size(); ++i) {
      nodes[i].looks = std::ranges::count(study.looking, spec.id) > 0;
    }
  }
}

void add_studies(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  if (study_specs().size() < 2) {
    return;
  }
  add_choice(nodes, "study", say("Study"), say("What the numbers are looked at for."));
  for (const StudySpec* study : study_specs()) {
    const bool chosen = study->id == experiment.study;
    add_option(nodes, "study", study->id, say(study->title), chosen, say(study->question),
               state.complete || chosen ? WhyNot() : WhyNot(say(still_loading)));
    nodes.back().heading = say(shelf_titles[static_cast<std::size_t>(study->shelf)]);
  }
}

}  // namespace

void add_toolbar(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  nodes.push_back({.id = "toolbar", .role = Role::group, .name = say("Settings")});
  const StudySpec& study = study_spec_of(experiment);
  add_studies(nodes, experiment, state);
  if (study.settings.mechanism) {
    add_mechanisms(nodes, experiment, state);
  }
  if (study.settings.form) {
    add_forms(nodes, experiment);
  }
  if (study.settings.mask) {
    add_causal(nodes, experiment);
  }
  if (study.settings.cache) {
    add_cache(nodes, experiment);
  }
  if (study.settings.mask) {
    add_masks(nodes, experiment);
  }
  add_study_parameters(nodes, experiment, false);
  if (study.settings.parameters) {
    add_shared_parameters(nodes, experiment);
  }
  add_button(nodes, "undo", say("Undo"), state.can_undo, say("Nothing to undo."));
  add_button(nodes, "redo", say("Redo"), state.can_redo, say("Nothing to redo."));
  add_button(nodes, "reset", say("Reset"), state.can_reset, say("This is the start already."));

  if (!study.on_board && !study.settings.numbers && study.set_up.empty()) {
    return;
  }
  nodes.push_back({.id = "setup", .role = Role::group, .name = say("Set-up")});
  add_study_parameters(nodes, experiment, true);
  if (study.on_board) {
    add_toggle(nodes, "columns", say("Columns are queries"), experiment.columns_are_queries,
               say("Turns the board: rows become columns."));
  }
  if (study.settings.numbers) {
    add_numbers(nodes, experiment, state);
  }
}

}  // namespace lookback::view
