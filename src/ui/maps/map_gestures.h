#pragma once

#include "ui/frame.h"
#include "ui/maps/map_place.h"

namespace lookback::ui::maps {

// A drag moves the map, as one undo step; a click chooses a cell, a double click looks closer at it, and so
// does the wheel, which comes here only with Ctrl or ⌘ held, or from a pinch. A finger only chooses: it
// scrolls the page.
void follow_map(Frame& frame, const view::Node& map, const MapPlace& place, const Press& press);

}  // namespace lookback::ui::maps
