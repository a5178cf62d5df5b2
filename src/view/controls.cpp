#include "view/controls.h"

#include <algorithm>
#include <ranges>

#include "base/format.h"
#include "base/say.h"

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

}  // namespace

void add_choice(NodeList& nodes, std::string_view id, std::string_view name, std::string_view hint) {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::choice,
                   .name = std::string(name),
                   .hint = std::string(hint)});
}

void add_option(NodeList& nodes, std::string_view choice, std::string_view id, std::string_view name,
                bool checked, std::string_view meaning, const WhyNot& why_not) {
  if (checked) {
    std::ranges::find(nodes, choice, &Node::id)->text = name;
  }
  nodes.push_back({.id = std::string(choice) + "." + std::string(id),
                   .parent = std::string(choice),
                   .role = Role::option,
                   .name = std::string(name),
                   .hint = why_not.value_or(std::string(meaning)),
                   .enabled = !why_not,
                   .checked = checked});
}

void add_toggle(NodeList& nodes, std::string_view id, std::string_view name, bool on, std::string_view hint,
                const WhyNot& why_not) {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::toggle,
                   .name = std::string(name),
                   .text = on ? say("on") : say("off"),
                   .hint = why_not.value_or(std::string(hint)),
                   .enabled = !why_not,
                   .checked = on});
}

void add_number(NodeList& nodes, std::string_view id, std::string_view name, double value, double minimum,
                double maximum, std::string_view hint, double step) {
  nodes.push_back({.id = std::string(id),
                   .parent = group_of(nodes),
                   .role = Role::number,
                   .name = std::string(name),
                   .text = shortest(value),
                   .hint = std::string(hint),
                   .value = value,
                   .minimum = minimum,
                   .maximum = maximum,
                   .step = step,
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

WhyNot why_not(const Experiment& experiment, const Edit& edit) {
  const Expected<Experiment> made = apply(experiment, edit);
  return made ? std::nullopt : WhyNot(made.error().sentence);
}

}  // namespace lookback::view
