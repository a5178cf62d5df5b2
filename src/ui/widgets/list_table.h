#pragma once

#include <vector>

#include "ui/frame.h"

namespace lookback::ui {

// A table to read, laid out. Where it is wider than its room, the columns go on below, beside the row headers
// again.
struct ListShape {
  struct Part {
    int first = 0;  // columns
    int last = 0;   // one past
    float header = 0;
    float width = 0;
  };
  float label = 0;             // width of the row headers with their gap; 0: they are all empty
  std::vector<float> columns;  // widths
  std::vector<bool> worded;    // a column of words stands on the left
  std::vector<float> rows;     // heights
  std::vector<Part> parts;
  float width = 0;
  float height = 0;
};

ListShape shape_of_list(const Frame& frame, const view::Node& table, float width);
void draw_list_table(Frame& frame, const view::Node& table, const Rectangle& area, const ListShape& shape);

}  // namespace lookback::ui
