#pragma once

namespace lookback::ui {

// Every length of the canvas, in CSS pixels; multiples of 4 where the eye can tell.
struct Sizes {
  float control = 30;  // height of buttons, switches, choices
  float target = 24;   // the least side of what can be pressed
  float gap = 8;       // between controls
  float margin = 16;   // around a panel's content
  float radius = 6;    //
  float label = 13;    // font sizes
  float number = 13;
  float small = 11;
  float token_label = 12;   // beside a row
  float column_label = 10;  // over a column
  float counter_line = 18;  // the least pitch of counters with a bar
  float switch_width = 34;
  float switch_height = 18;
  float cell_most = 44;     // a cell's side, at most
  float cell_gap = 2;       //
  float cell_radius = 4;    //
  float cell_number = 12;   // font sizes of a number in a cell, at most and at least
  float number_least = 8;   //
  float number_usual = 10;  // where a cell may get as wide as its numbers are
  float number_margin = 3;  // beside a number in its cell
  float drag_step = 6;      // pixels of a drag for one step of a number
  float drag_start = 4;     // pixels before a press becomes a drag
  float line = 20;          // pitch of lines of text

  // The sheet of a study.
  float headline = 17;           // font sizes, with the pitch of their lines
  float headline_line = 26;      //
  float section_title = 15;      //
  float equation = 14;           //
  float equation_line = 24;      //
  float text_most = 540;         // width of lines to read: 72 characters
  float section_gap = 32;        // between sections
  float block_gap = 32;          // between blocks side by side
  float row_gap = 20;            // between rows of blocks
  float title_gap = 8;           // below a title
  float grid_most = 560;         // the longer side of a grid
  float grid_least = 28;         // a cell's side, where a smaller one would only fill a row
  float list_row = 24;           // pitch of a table to read
  float list_gap = 20;           // between its columns
  float chart_height = 248;      // of a plot
  float chart_height_low = 200;  // on narrow screens
  float chart_least = 360;       // width
  float chart_most = 920;        //
  float legend_line = 20;        //
  float arc_most = 96;           // height
  float arc_width = 6;           // thickness of the heaviest arc
  float mark_radius = 3;         // of the ground behind words
  float map_most = 600;          // side of a map, and where the canvas is narrow
  float map_least = 480;         //
};

// `touch`: targets of 44 pixels. `tight`: a display of little height.
inline Sizes make_sizes(bool touch, bool tight) {
  Sizes sizes;
  if (touch) {
    sizes.control = 44;
    sizes.target = 44;
    sizes.switch_width = 42;
    sizes.switch_height = 24;
    sizes.drag_step = 10;
    sizes.drag_start = 8;
  }
  if (tight) {
    sizes.margin = 12;
    sizes.label = 12;
    sizes.number = 12;
    sizes.line = 17;
    sizes.gap = 6;
    sizes.counter_line = 16;
    if (!touch) {
      sizes.control = 26;
      sizes.switch_width = 30;
      sizes.switch_height = 16;
    }
  }
  return sizes;
}

}  // namespace lookback::ui
