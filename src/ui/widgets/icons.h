#pragma once

#include <cstdint>

#include "ui/frame.h"

namespace lookback::ui {

// Signs that the faces lack or that read better as paths.
enum class Icon : std::uint8_t { undo, redo, reset, back, play, pause, step, plus, minus, cross, open };

void draw_icon(const Frame& frame, Icon icon, ImVec2 centre, float size, ImU32 colour);

}  // namespace lookback::ui
