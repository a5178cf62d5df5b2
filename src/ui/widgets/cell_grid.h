#pragma once

#include "ui/frame.h"

namespace lookback::ui {

struct GridPlace {
  Rectangle area;      // of all cells, each with its gap on the right and below
  float cell_width = 0;
  float cell_height = 0;
  bool turned = false;  // the table's rows run from left to right
};

struct GridLook {
  ColourMap colours = ColourMap::weight;
  ImU32 mark = 0;           // outline of the cells that belong to the inspected one
  bool press_once = false;  // a single click presses a cell, not a double one
};

// A table of numbers: coloured cells, and the numbers over them where there is room. Editable cells can be
// dragged; a double click, or a tap, asks to type.
void draw_cell_grid(Frame& frame, const view::Node& table, const GridPlace& place, const GridLook& look);

// How wide a cell must be for the longest number of the table in the smallest font.
float least_number_width(const Frame& frame, const view::Node& table);

}  // namespace lookback::ui
