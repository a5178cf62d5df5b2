#pragma once

#include <string>
#include <vector>

#include "map/tiles.h"
#include "ui/geometry.h"

// All of the picture of a map is in a namespace of its own: the page loads it after the first frame.
namespace lookback::ui::maps {

// The square of the canvas through which a map of `tokens` × `tokens` cells is looked at.
struct MapPlace {
  Rectangle area;
  map::View view;
  int tokens = 1;

  double cell() const { return area.width / view.span; }  // its side, in CSS pixels
  double row_at(float y) const { return view.row + (y - area.centre_y()) / cell(); }
  double column_at(float x) const { return view.column + (x - area.centre_x()) / cell(); }
  float y_of(double row) const { return area.centre_y() + static_cast<float>((row - view.row) * cell()); }
  float x_of(double column) const {
    return area.centre_x() + static_cast<float>((column - view.column) * cell());
  }
};

// Tokens from the first to the last; none where the last lies before the first.
struct Range {
  int first = 0;
  int last = -1;
  int count() const { return last - first + 1; }
};
Range rows_in_view(const MapPlace& place);
Range columns_in_view(const MapPlace& place);

struct Cell {
  int row = 0;
  int column = 0;
};
// The cell at a point of the area; beyond the map, the nearest one.
Cell cell_at(const MapPlace& place, ImVec2 point);

// The nearest view that shows nothing beyond the map, with numbers that are short in a link.
map::View within(map::View view, int tokens);
map::View whole(int tokens);
// `factor` below 1 looks closer; what is at that row and column stays where it is on the screen.
map::View zoomed(const map::View& view, int tokens, double factor, double row, double column);
// "row column span", as an action says it.
std::string words_of(const map::View& view);

// The level of which a number covers one pixel of the screen at least and less than two, where there is one.
int level_for(const MapPlace& place, float pixel_ratio);
// What there is of that level in view, the middle first.
std::vector<map::TilePlace> tiles_in_view(const MapPlace& place, int level);
// The same of the first level from `level` on that has no more than so many.
std::vector<map::TilePlace> few_tiles_in_view(const MapPlace& place, int level, std::size_t most);

}  // namespace lookback::ui::maps
