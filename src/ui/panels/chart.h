#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// A counter, summed up, against the number of tokens: the run and the alternatives.
void draw_chart(Frame& frame, const Rectangle& area);

}  // namespace lookback::ui
