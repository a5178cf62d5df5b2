#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A choice is a row of its options where there is room, and otherwise a button that opens them.
float segments_width(const Frame& frame, const view::Node& node);
float drop_down_width(const Frame& frame, const view::Node& node);
void draw_segments(Frame& frame, const view::Node& node, const Rectangle& area);
void draw_drop_down(Frame& frame, const view::Node& node, const Rectangle& area);

}  // namespace lookback::ui
