#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// What the step and the run have cost; as a bar against the alternatives where there is room.
float cost_height(const Frame& frame);
float least_cost_height(const Frame& frame, int in_a_line);  // with every counter in small type
void draw_cost(Frame& frame, const Rectangle& area);

}  // namespace lookback::ui
