#pragma once

#include <cstdint>

#include "ui/frame.h"

namespace lookback::ui {

// Which of the settings: all of them, or, where there is little room, first what is changed most and the
// set-up of the board elsewhere.
enum class Settings : std::uint8_t { all, first, setup };

float toolbar_height(const Frame& frame, float width, Settings part = Settings::all);

// The settings, flowing from line to line; undo, redo and reset stand at the right end of the first.
void draw_toolbar(Frame& frame, const Rectangle& area, Settings part = Settings::all);

}  // namespace lookback::ui
