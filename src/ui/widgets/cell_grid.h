#pragma once

#include "ui/frame.h"

namespace lookback::ui {

struct GridPlace {
  Rectangle area;  // of all cells, each with its gap on the right and below
  float cell_width = 0;
  float cell_height = 0;
  bool turned = false;  // the table's rows run from left to right
};

// How the numbers of a board are printed.
struct NumberLook {
  bool shown = false;
  bool zero = true;  // with the 0 before the point
  float size = 0;    // of the font
};

struct GridLook {
  ColourMap colours = ColourMap::weight;
  ImU32 mark = 0;           // outline of the cells that belong to the inspected one
  bool press_once = false;  // a single click presses a cell, not a double one
  NumberLook numbers;
  float least_scale = 1;  // the end of the colours lies no nearer to 0
};

// How a table of this tone is coloured.
ColourMap colours_of(view::Tone tone);

// A table of numbers: coloured cells, and the numbers over them where there is room. Editable cells can be
// dragged; a double click, or a tap, asks to type.
void draw_cell_grid(Frame& frame, const view::Node& table, const GridPlace& place, const GridLook& look);

// The largest print in which numbers of so many characters fit into a cell.
NumberLook fit_numbers(const Frame& frame, const NumberLength& longest, float cell_width, float cell_height);
// How wide a cell must be for a number in the smallest print, and for one with its zero in the usual print.
float least_number_width(const Frame& frame, int longest_without_zero);
float usual_number_width(const Frame& frame, int longest);

}  // namespace lookback::ui
