#pragma once

#include <vector>

#include "map/tiles.h"
#include "ui/geometry.h"
#include "ui/maps/map_place.h"
#include "ui/theme/colour_maps.h"

namespace lookback::ui::maps {

// A part of a tile, and where it is seen.
struct TilePart {
  const map::Tile* tile = nullptr;  // until the frame is rendered
  std::uint64_t version = 0;
  Rectangle area;    // on the canvas
  Rectangle window;  // of the tile's numbers, from its corner
};

// What is seen of a map; the shader map_tile.frag says how each pixel follows from this.
struct TileMap {
  const map::Tiles* source = nullptr;
  // None: all of the source's textures are forgotten. A new map has no tiles before it is asked for some, and
  // may lie where an old one was.
  std::vector<TilePart> parts;
  ColourMap colours = ColourMap::weight;
  float scale = 1;  // the number at the end of the colours
  bool logarithmic = false;
  Rectangle chosen;        // the cell that is explained: its row and its column are marked; empty: none
  ImU32 empty = 0;         // the ground of a masked cell
  ImU32 hatch = 0;         // its lines
  ImU32 outside = 0;       // beyond the last token
  ImU32 waiting = 0;       // not computed yet
  ImU32 not_a_number = 0;  //
  float gap = 0;           // between large cells
  float radius = 0;        // of their corners
};

// What is there of the tiles in view; in place of a missing one, what covers it of the finest coarser one.
std::vector<TilePart> parts_of(const MapPlace& place, const map::Tiles& tiles,
                               const std::vector<map::TilePlace>& wanted);

}  // namespace lookback::ui::maps
