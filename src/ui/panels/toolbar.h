#pragma once

#include "ui/frame.h"

namespace lookback::ui {

float toolbar_height(const Frame& frame, float width);

// The settings, flowing from line to line; undo, redo and reset stand at the right end of the first.
void draw_toolbar(Frame& frame, const Rectangle& area);

}  // namespace lookback::ui
