#pragma once

#include <vector>

#include "ui/panels/sheet_blocks.h"
#include "ui/widgets/cell_grid.h"

namespace lookback::ui {

// A table beside the six of the product, with its title above and the indices of its tokens on the left; or
// something else that a study shows there.
struct StripTable {
  const view::Node* node = nullptr;
  SheetBlock block;
  Rectangle area;
  Rectangle title;
  Rectangle labels;  // empty where rows are not tokens or lie too close
  GridPlace grid;
};

struct StripLayout {
  Rectangle choice;  // of what is shown; empty where there is no choice
  std::vector<StripTable> tables;
  float cell = 0;      // side of the smallest cells
  float width = 0;     // used
  float height = 0;    // used
  bool worded = true;  // its words have room
  bool complete = true;
  bool scales = true;  // it is tables only, which get smaller where there is little room
};

// Own inputs, steps between and state, and what a study shows beside the board: whether there is any.
bool has_strip(const Frame& frame);

// The largest cells, up to `most`, with which all tables flow into the room; where even the smallest do not
// fit, the last tables are left out.
StripLayout lay_out_strip(const Frame& frame, const Rectangle& room, float most);

void draw_strip(Frame& frame, const StripLayout& layout);

}  // namespace lookback::ui
