#pragma once

#include "ui/frame.h"
#include "ui/maps/map_place.h"

namespace lookback::ui::maps {

// The number that is drawn at a cell: of the finest level from `level` on that is there; else it waits.
struct Reading {
  int level = 0;
  map::CellKind kind = map::CellKind::waiting;
  float number = 0;
};
Reading reading_at(const map::Tiles& tiles, int tokens, int level, const Cell& cell);

// "query 12 the, key 5 cat: 0.031", "queries 12–15, keys 4–7, mean of 4 × 4: 0.031"
std::string readout(const view::Node& map, const Cell& cell, const Reading& reading);

// The same beside the pointer.
void draw_readout(Frame& frame, const view::Node& map, const MapPlace& place, int level);

// Each cell's number, where the cells are large enough.
void draw_numbers(const Frame& frame, const view::Node& map, const MapPlace& place);
bool has_numbers(const MapPlace& place);

}  // namespace lookback::ui::maps
