#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A token as a pill. A press goes to it, a double click (a tap on the current one) renames it, and the
// current one has a cross that removes it. The button that adds a token is a pill with a plus. `inert`: it is
// only looked at.
float chip_width(const Frame& frame, const view::Node& node);
// The narrowest that can be pressed well, with its cross.
float least_chip_width(const Frame& frame, const view::Node& node);
void draw_chip(Frame& frame, const view::Node& node, const Rectangle& area, bool inert = false);

}  // namespace lookback::ui
