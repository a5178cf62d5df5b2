#pragma once

#include "ui/frame.h"
#include "ui/maps/map_place.h"

namespace lookback::ui::maps {

// A text beside a map, and the token that it stands for.
struct AxisLabel {
  int token = 0;
  Rectangle area;
  bool chosen = false;
};

// Positions at a readable distance: every one, every second, fifth, tenth, …; the chosen token's in any case.
std::vector<AxisLabel> row_labels(const MapPlace& place, float left, int chosen);
// `character`: the width of one, over a column.
std::vector<AxisLabel> column_labels(const MapPlace& place, float top, int chosen, float character);

// `left` and `top`: where the rooms for the labels begin.
void draw_axes(const Frame& frame, const view::Node& map, const MapPlace& place, float left, float top);

}  // namespace lookback::ui::maps
