#pragma once

#include "ui/frame.h"
#include "ui/maps/tile_map.h"

namespace lookback::ui::maps {

// What all pictures of this map share: its colours.
TileMap look_of(const Frame& frame, const view::Node& map);

float legend_height(const Frame& frame, float width);
// The colours with the numbers at their ends, how cells are pooled, what is hatched or not a number; what is
// in view, in words; and where that lies in the whole, which can be pressed to go there.
void draw_legend(Frame& frame, const view::Node& map, const MapPlace& place, const Rectangle& area);

}  // namespace lookback::ui::maps
