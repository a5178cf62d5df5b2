#include <ranges>

#include "base/format.h"
#include "experiment/preset.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

// The group that was begun last: controls go into it.
std::string group_of(const NodeList& nodes) {
  for (const Node& node : std::views::reverse(nodes)) {
    if (node.role == Role::group) {
      return node.id;
    }
  }
  return {};
}

void add_choice(NodeList& nodes, std::string_view id, std::string_view name, std::string_view hint = "") {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::choice,
                   .name = std::string(name),
                   .hint = std::string(hint)});
}

// An option of the choice added last; `why_not` disables it.
void add_option(NodeList& nodes, std::string_view choice, std::string_view id, std::string_view name,
                bool checked, std::string_view meaning,
                std::optional<std::string_view> why_not = std::nullopt) {
  if (checked) {
    for (Node& node : nodes) {
      if (node.id == choice) {
        node.text = std::string(name);
      }
    }
  }
  nodes.push_back({.id = std::string(choice) + "." + std::string(id),
                   .parent = std::string(choice),
                   .role = Role::option,
                   .name = std::string(name),
                   .hint = std::string(why_not.value_or(meaning)),
                   .enabled = !why_not,
                   .checked = checked});
}

void add_toggle(NodeList& nodes, std::string_view id, std::string_view name, bool on, std::string_view hint,
                std::string text = {}) {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::toggle,
                   .name = std::string(name),
                   .text = text.empty() ? (on ? "on" : "off") : std::move(text),
                   .hint = std::string(hint),
                   .checked = on});
}

void add_number(NodeList& nodes, std::string_view id, std::string_view name, double value, double minimum,
                double maximum, std::string_view hint) {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::number,
                   .name = std::string(name),
                   .text = shortest(value),
                   .hint = std::string(hint),
                   .value = value,
                   .minimum = minimum,
                   .maximum = maximum,
                   .step = 1,
                   .editable = true});
}

void add_button(NodeList& nodes, std::string_view id, std::string_view name, bool enabled,
                std::string_view why_not) {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::button,
                   .name = std::string(name),
                   .text = std::string(name),
                   .hint = std::string(enabled ? "" : why_not),
                   .enabled = enabled});
}

void add_forms(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  add_choice(nodes, "form", "Form", "How one pass over the tokens computes the same numbers.");
  for (const Form& form : mechanism.forms) {
    add_option(nodes, "form", form.id, form.title, form.id == experiment.form, form.meaning,
               form.absent(setting_of(experiment)));
  }
  for (const ParameterSpec& spec : mechanism.parameters) {
    for (const std::string_view own : form_of(experiment).own_parameters) {
      if (own == spec.id) {
        add_number(nodes, spec.id, spec.label, parameter(mechanism, experiment.parameters, spec.id),
                   spec.minimum, spec.maximum, spec.meaning);
      }
    }
  }
}

void add_masks(NodeList& nodes, const Experiment& experiment) {
  struct MaskOption {
    Mask::Kind kind;
    std::string_view id;
    std::string_view name;
    std::string_view meaning;
  };
  constexpr MaskOption options[] = {
      {Mask::Kind::causal, "causal", "causal", "A query looks at its own key and those before it."},
      {Mask::Kind::none, "none", "none", "Bidirectional: every query looks at every key."},
      {Mask::Kind::diagonal, "diagonal", "self only", "A query looks at its own key only."},
      {Mask::Kind::window, "window", "window", "A query looks at the keys around its own position."},
      {Mask::Kind::bits, "bits", "by hand", "Click a score to hide or show its pair."},
  };
  add_choice(nodes, "mask", "Mask", "Which keys a query may look at.");
  for (const MaskOption& option : options) {
    add_option(nodes, "mask", option.id, option.name, option.kind == experiment.mask.kind(), option.meaning);
  }
  if (experiment.mask.kind() == Mask::Kind::window) {
    add_number(nodes, "mask.left", "Keys back", experiment.mask.left(), 0, largest_tokens,
               "How many keys before its own a query looks at.");
    add_number(nodes, "mask.right", "Keys ahead", experiment.mask.right(), 0, largest_tokens,
               "How many keys after its own a query looks at.");
  }
}

// The parameters that every form has.
void add_shared_parameters(NodeList& nodes, const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  for (const ParameterSpec& spec : mechanism.parameters) {
    bool owned = false;
    for (const Form& form : mechanism.forms) {
      for (const std::string_view own : form.own_parameters) {
        owned = owned || own == spec.id;
      }
    }
    if (owned) {
      continue;
    }
    const double value = parameter(mechanism, experiment.parameters, spec.id);
    if (spec.is_switch) {
      add_toggle(nodes, spec.id, spec.label, value != 0, spec.meaning);
    } else {
      add_number(nodes, spec.id, spec.label, value, spec.minimum, spec.maximum, spec.meaning);
    }
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
    std::optional<std::string_view> why_not;
    if (!inputs) {
      why_not = inputs.error().sentence;
    }
    add_option(nodes, "preset", preset.id, preset.title, is_preset(preset, experiment, state.seed),
               preset.meaning, why_not);
  }
  add_number(nodes, "seed", "Seed", state.seed, 1, largest_seed,
             "The seed of random numbers; the same seed gives the same numbers.");
}

}  // namespace

void add_toolbar(NodeList& nodes, const Experiment& experiment, const ViewState& state) {
  nodes.push_back({.id = "toolbar", .role = Role::group, .name = "Settings"});
  add_choice(nodes, "mechanism", "Mechanism");
  for (const Mechanism* mechanism : mechanisms()) {
    add_option(nodes, "mechanism", mechanism->id, mechanism->title, mechanism->id == experiment.mechanism,
               mechanism->equation);
  }
  add_forms(nodes, experiment);

  const Mask::Kind kind = experiment.mask.kind();
  const bool plain_mask = kind == Mask::Kind::causal || kind == Mask::Kind::none;
  add_toggle(nodes, "causal", "Causal", kind == Mask::Kind::causal,
             plain_mask ? "On: no query looks ahead. Off: every query looks at every key."
                        : "The mask says who looks at whom; pressing makes it causal.",
             plain_mask ? "" : "set by mask");
  add_toggle(nodes, "cache", "KV cache", experiment.cache,
             "On: keys and values of earlier tokens are kept. Off: every step computes them again.");
  add_masks(nodes, experiment);
  add_shared_parameters(nodes, experiment);
  add_button(nodes, "undo", "Undo", state.can_undo, "Nothing to undo.");
  add_button(nodes, "redo", "Redo", state.can_redo, "Nothing to redo.");
  add_button(nodes, "reset", "Reset", state.can_reset, "This is the start already.");

  nodes.push_back({.id = "setup", .role = Role::group, .name = "Set-up"});
  add_toggle(nodes, "columns", "Columns are queries", experiment.columns_are_queries,
             "Turns the board: rows become columns.");
  add_presets(nodes, experiment, state);
  add_number(nodes, "dk", "Width of Q and K", experiment.key_width(), 1, largest_width,
             "Numbers in a query and in a key, d_k.");
  add_number(nodes, "dv", "Width of V", experiment.value_width(), 1, largest_width,
             "Numbers in a value, d_v.");
}

}  // namespace lookback::view
