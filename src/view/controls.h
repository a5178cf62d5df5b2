#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "experiment/edit.h"
#include "view/node.h"

// The settings as nodes: each goes into the group that was begun last.
namespace lookback::view {

// Why a control cannot be used, as one sentence; nothing when it can.
using WhyNot = std::optional<std::string>;
WhyNot why_not(const Experiment& experiment, const Edit& edit);

void add_choice(NodeList& nodes, std::string_view id, std::string_view name, std::string_view hint = "");
// An option of a choice that stands in the list already.
void add_option(NodeList& nodes, std::string_view choice, std::string_view id, std::string_view name,
                bool checked, std::string_view meaning, const WhyNot& why_not = std::nullopt);
void add_toggle(NodeList& nodes, std::string_view id, std::string_view name, bool on, std::string_view hint,
                const WhyNot& why_not = std::nullopt);
void add_number(NodeList& nodes, std::string_view id, std::string_view name, double value, double minimum,
                double maximum, std::string_view hint, double step = 1);
void add_button(NodeList& nodes, std::string_view id, std::string_view name, bool enabled,
                std::string_view why_not);

}  // namespace lookback::view
