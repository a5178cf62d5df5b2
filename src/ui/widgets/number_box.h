#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A name, a minus, the number, a plus. A press on the number asks to type it.
float number_box_width(const Frame& frame, const view::Node& node);
void draw_number_box(Frame& frame, const view::Node& node, const Rectangle& area);

}  // namespace lookback::ui
