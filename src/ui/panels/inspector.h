#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A box of `lines` lines, which keeps its height whatever it says.
float inspector_height(const Frame& frame, int lines);

// What the inspected cell's number is made of.
void draw_inspector(Frame& frame, const Rectangle& area);

}  // namespace lookback::ui
