#pragma once

namespace lookback::ui {

// Every length of the canvas, in CSS pixels; multiples of 4 where the eye can tell.
struct Sizes {
  float control = 30;  // height of buttons, switches, choices
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
  float cell_most = 44;    // a cell's side, at most
  float cell_gap = 2;      //
  float cell_radius = 4;   //
  float cell_number = 12;  // font sizes of a number in a cell, at most and at least
  float number_least = 8;  //
  float drag_step = 6;     // pixels of a drag for one step of a number
  float drag_start = 4;    // pixels before a press becomes a drag
  float line = 20;         // pitch of lines of text
};

// `touch`: targets of 44 pixels. `tight`: a display of little height.
inline Sizes make_sizes(bool touch, bool tight) {
  Sizes sizes;
  if (touch) {
    sizes.control = 44;
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
