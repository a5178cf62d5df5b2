#pragma once

#include "ui/frame.h"
#include "ui/maps/map_place.h"

namespace lookback::ui::maps {

// The parts of a map's picture: positions left of it and above it, the square, and below it what its colours
// mean.
struct MapShape {
  float label = 0;   // width of the queries' positions
  float header = 0;  // height of the keys' positions
  float side = 0;
  float legend = 0;  // height
  float width() const { return label + side; }
  float height() const { return header + side + legend; }
};
MapShape shape_of(const Frame& frame, float room);

float map_width(const Frame& frame, const view::Node& map, float room);
float map_height(const Frame& frame, const view::Node& map, float width);
void draw_map(Frame& frame, const view::Node& map, const Rectangle& area);

}  // namespace lookback::ui::maps
