#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A number of a continuous range, one that doubles and halves, or stops with names: a track to drag along,
// and the value, which a click asks to type. Where there is room the names stand below their stops instead.
float slider_width(const Frame& frame, const view::Node& node, float room);
void draw_slider(Frame& frame, const view::Node& node, const Rectangle& area);

}  // namespace lookback::ui
