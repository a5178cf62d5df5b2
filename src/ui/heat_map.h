#pragma once

#include <array>
#include <vector>

#include "ui/geometry.h"
#include "ui/maps/tile_map.h"
#include "ui/theme/colour_maps.h"

namespace lookback::ui {

// One table of numbers as coloured cells; the shader heat_map.frag says how each pixel follows from this.
struct HeatMap {
  struct Texel {
    float value = 0;
    float state = 0;  // view::CellState
  };

  Rectangle area;  // rows x columns cells, each with its gap on the right and below
  int rows = 0;    // as drawn
  int columns = 0;
  float gap = 0;
  float radius = 0;
  ColourMap colours = ColourMap::weight;
  float scale = 1;            // the value at the end of the colour map
  std::vector<Texel> texels;  // [rows, columns]
  ImU32 empty = 0;            // the ground of a masked cell
  ImU32 hatch = 0;            // its lines, and the outline of a pending cell
};

// Puts heat maps, and maps of tiles, into the draw list, in order with everything else.
class HeatMapPainter {
 public:
  virtual ~HeatMapPainter() = default;
  virtual void begin_frame(const ColourTable& colours) = 0;
  virtual void paint(ImDrawList& list, HeatMap map) = 0;
  virtual void paint(ImDrawList& list, maps::TileMap map) = 0;
};

}  // namespace lookback::ui
