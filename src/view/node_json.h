#pragma once

#include <string>

#include "base/json_writer.h"
#include "view/node.h"

namespace lookback::view {

std::string_view role_name(Role role);
std::string_view tone_name(Tone tone);
std::string_view look_name(Look look);
std::string_view state_name(CellState state);

// Writes "order", when the sequence of ids differs, and "nodes", those that are new or changed, as members of
// the object that is open. A member of a node that has its default value is left out.
void write_changes(JsonWriter& json, const NodeList& before, const NodeList& after);

}  // namespace lookback::view
