#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A switch with its name behind it, and its text when it has one to add.
float toggle_width(const Frame& frame, const view::Node& node);
void draw_toggle(Frame& frame, const view::Node& node, const Rectangle& area);

}  // namespace lookback::ui
