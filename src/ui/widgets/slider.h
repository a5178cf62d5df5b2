#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A number of a continuous range, or one that doubles and halves: a track to drag along, and the value, which
// a click asks to type.
float slider_width(const Frame& frame, const view::Node& node);
void draw_slider(Frame& frame, const view::Node& node, const Rectangle& area);

}  // namespace lookback::ui
