#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// The height that buttons, tokens and the note take at this width, using at most `chip_rows` rows of tokens.
float generation_height(const Frame& frame, float width, int chip_rows);

// Step, play, back and speed, and the tokens below them.
void draw_generation(Frame& frame, const Rectangle& area, int chip_rows);

}  // namespace lookback::ui
