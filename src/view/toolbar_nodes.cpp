#include <algorithm>

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
    add_toggle(nodes, spec.id, spec.label, value != 0, spec.meaning, refused(value == 0 ? 1 : 0));
  } else if (!spec.choices.empty()) {
    add_choice(nodes, spec.id, spec.label, spec.meaning);
    for (std::size_t i = 0; i < spec.choices.size(); ++i) {
      const auto one = static_cast<double>(i);
      add_option(nodes, spec.id, std::to_string(i), spec.choices[i], one == value, "", refused(one));
    }
  } else {
    add_number(nodes, spec.id, spec.label, value, spec.minimum, spec.maximum, spec.meaning, spec.step);
    Node& number = nodes.back();
    number.logarithmic = spec.logarithmic;
    number.slider = spec.step < 1 || spec.logarithmic || !spec.stops.empty();
    number.stops.assign(spec.stops.begin(), spec.stops.end());
    if (!spec.stops.empty()) {
      number.text = spec.stops[static_cast<std::size_t>(value - spec.minimum)];
    }
  }
}

void add_forms(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  add_choice(nodes, "form", "Form", "How one pass over the tokens computes the same numbers.");
  for (const Form& form : mechanism.forms) {
    add_option(nodes, "form", form.id, form.title, form.id == experiment.form, form.meaning,
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
  add_choice(nodes, "mask", "Mask", "Which keys a query may look at.");
  for (const MaskOption& option : mask_options) {
    add_option(nodes, "mask", option.id, option.name, option.kind == mask.kind(), option.meaning,
               why_not(experiment, SetMask{mask_of(option.kind, experiment)}));
  }
  if (mask.kind() == Mask::Kind::window) {
    add_number(nodes, "mask.left", "Keys back", mask.left(), 0, largest_tokens,
               "How many keys before its own a query looks at.");
    add_number(nodes, "mask.right", "Keys ahead", mask.right(), 0, largest_tokens,
               "How many keys after its own a query looks at.");
  }
}

void add_causal(NodeList& nodes, const Experiment& experiment) {
  const Mask::Kind kind = experiment.mask.kind();
  const bool plain = kind == Mask::Kind::causal || kind == Mask::Kind::none;
  add_toggle(nodes, "causal", "Causal", kind == Mask::Kind::causal,
             plain ? "On: no query looks ahead. Off: every query looks at every key."
                   : "The mask says who looks at whom; pressing makes it causal.",
             why_not(experiment, SetMask{kind == Mask::Kind::causal ? Mask::none() : Mask::causal()}));
  if (!plain) {
    nodes.back().text = "set by mask";
  }
}

void add_cache(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  const bool steps = mechanism.steps.exist();
  add_toggle(nodes, "cache", mechanism.state_title, steps && experiment.cache,
             "On: what earlier tokens left is kept from step to step. Off: every step computes it again.",
             steps ? WhyNot() : WhyNot(*steps_refusal(mechanism, setting_of(experiment))));
}

// Another mechanism is asked only when its code is there.
WhyNot why_not_mechanism(const Experiment& experiment, std::string_view id, const ViewState& state) {
  if (!state.complete && id != experiment.mechanism) {
    return std::string(still_loading);
  }
  return why_not(experiment, SetMechanism{std::string(id)});
}

void add_mechanisms(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  add_choice(nodes, "mechanism", "Mechanism");
  std::vector<const Mechanism*> all(mechanisms().begin(), mechanisms().end());
  std::ranges::stable_sort(all, {}, &Mechanism::road);
  for (const Mechanism* mechanism : all) {
    add_option(nodes, "mechanism", mechanism->id, mechanism->title, mechanism->id == experiment.mechanism,
               mechanism->equation, why_not_mechanism(experiment, mechanism->id, state));
    nodes.back().heading = road_titles[static_cast<std::size_t>(mechanism->road)];
  }
}

bool is_preset(const Preset& preset, const Experiment& experiment, int seed) {
  const Expected<HeadInputs<double>> inputs = preset_inputs(preset.id, experiment.inputs, seed);
  return inputs && inputs->q == experiment.inputs.q && inputs->k == experiment.inputs.k &&
         inputs->v == experiment.inputs.v;
}

void add_presets(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  add_choice(nodes, "preset", "Numbers", "Ready-made numbers for Q, K and V.");
  nodes.back().text = "own";
  for (const Preset& preset : presets) {
    const Expected<HeadInputs<double>> inputs = preset_inputs(preset.id, experiment.inputs, state.seed);
    add_option(nodes, "preset", preset.id, preset.title, is_preset(preset, experiment, state.seed),
               preset.meaning, inputs ? std::nullopt : WhyNot(inputs.error().sentence));
  }
  add_number(nodes, "seed", "Seed", state.seed, 1, largest_seed,
             "The seed of random numbers; the same seed gives the same numbers.");
}

void add_numbers(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  const Reads& reads = mechanism_of(experiment).reads;
  if (reads.q || reads.k || reads.v) {
    add_presets(nodes, experiment, state);
  }
  add_number(nodes, "dk", "Width of Q and K", experiment.key_width(), 1, largest_width,
             "Numbers in a query and in a key, d_k.");
  add_number(nodes, "dv", "Width of V", experiment.value_width(), 1, largest_width,
             "Numbers in a value, d_v.");
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
  add_choice(nodes, "study", "Study", "What the numbers are looked at for.");
  for (const StudySpec* study : study_specs()) {
    const bool chosen = study->id == experiment.study;
    add_option(nodes, "study", study->id, study->title, chosen, study->question,
               state.complete || chosen ? WhyNot() : WhyNot(still_loading));
    nodes.back().heading = shelf_titles[static_cast<std::size_t>(study->shelf)];
  }
}

}  // namespace

void add_toolbar(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  nodes.push_back({.id = "toolbar", .role = Role::group, .name = "Settings"});
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
  add_button(nodes, "undo", "Undo", state.can_undo, "Nothing to undo.");
  add_button(nodes, "redo", "Redo", state.can_redo, "Nothing to redo.");
  add_button(nodes, "reset", "Reset", state.can_reset, "This is the start already.");

  if (!study.on_board && !study.settings.numbers && study.set_up.empty()) {
    return;
  }
  nodes.push_back({.id = "setup", .role = Role::group, .name = "Set-up"});
  add_study_parameters(nodes, experiment, true);
  if (study.on_board) {
    add_toggle(nodes, "columns", "Columns are queries", experiment.columns_are_queries,
               "Turns the board: rows become columns.");
  }
  if (study.settings.numbers) {
    add_numbers(nodes, experiment, state);
  }
}

}  // namespace lookback::view
