#pragma once

#include <span>

#include "ui/frame.h"

namespace lookback::ui {

struct Ghost {
  float part = 0;  // of the bar's length
  ImU32 colour = 0;
};

// A filled part of a track, with outlines of what it could have been.
void draw_bar(const Frame& frame, const Rectangle& area, float part, ImU32 colour,
              std::span<const Ghost> ghosts);

}  // namespace lookback::ui
