#pragma once

#include "ui/widgets/cell_grid.h"

namespace lookback::ui {

// A table of coloured cells with its headers, in the size that it takes.
struct GridShape {
  float label = 0;   // width of the row headers with their gap
  float header = 0;  // height of the column headers
  float cell_width = 0;
  float cell_height = 0;
  float width = 0;
  float height = 0;
};

// Cells of at most `most`, no wider together than `width`.
GridShape shape_of_grid(const Frame& frame, const view::Node& table, float width, float most);

void draw_sheet_grid(Frame& frame, const view::Node& table, const Rectangle& area, const GridShape& shape);

}  // namespace lookback::ui
