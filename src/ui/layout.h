#pragma once

#include "ui/frame.h"
#include "ui/panels/board_layout.h"
#include "ui/panels/sheet_layout.h"
#include "ui/panels/strip.h"

namespace lookback::ui {

// Where the panels of one frame stand.
struct LabLayout {
  Rectangle toolbar;
  Rectangle setup;         // the rest of the settings, where the toolbar has no room for all; else empty
  Rectangle board_ground;  // what the board and the explanation share
  BoardLayout board;
  StripLayout strip;     // the tables beside the board
  float strip_edge = 0;  // a line between the two; 0 for none
  SheetLayout sheet;     // below the board, or in place of all but the generation
  Rectangle inspector;
  Rectangle generation;
  Rectangle chart;
  Rectangle cost;
  Rectangle lower;      // the ground of generation, chart and cost
  float divider_x = 0;  // a line between generation and cost; 0 for none
  int chip_rows = 2;
  float height = 0;  // of everything
};

// Three arrangements: the board over the rest; beside it, where the canvas is low; and, on narrow screens,
// one column that is as long as it needs to be. A sheet is as long as it needs to be everywhere.
LabLayout lay_out_lab(const Frame& frame);

// What a sheet below the board adds to the height that the lab needs.
float sheet_below_height(const Frame& frame);

// By how much the lab is too low for the names of all counters.
float missing_cost_height(const Frame& frame);

// What the tables beside the board add to the height that the lab needs.
float strip_height(const Frame& frame);

// Below this width everything stands in one column and the page scrolls.
inline constexpr float narrow_below = 640;
inline constexpr float low_below = 640;

}  // namespace lookback::ui
