#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// The height that a row of tokens with its arcs takes.
float beams_height(const Frame& frame, const view::Node& beams);
// The width at which no token is shortened.
float beams_width(const Frame& frame, const view::Node& beams);

// Tokens in a row; from one of them, arcs to the others, the heavier the thicker, with their weights below.
void draw_beams(Frame& frame, const view::Node& beams, const Rectangle& area);

}  // namespace lookback::ui
