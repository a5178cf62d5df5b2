#pragma once

#include <string>

#include "monkey/page.h"

// What must hold whatever happens. A fault without a rule says that it does.
namespace lookback::monkey {

// Ids are unique, names are there, parents stand before their children, numbers are finite.
Fault check_nodes(const view::NodeList& nodes);

// Every node has its rectangle, finite and on the canvas; what takes the pointer belongs to a node.
Fault check_picture(const Page& page);

// What Dear ImGui keeps for the renderer does not grow.
Fault check_textures();

// The link reads back to the same experiment, and what is computed and shown of it afresh is the same.
Fault check_link(const Page& page);

// Undoing everything leads to where the study began, redoing everything back to now; the same nodes then.
Fault check_history(Page& page);

}  // namespace lookback::monkey
