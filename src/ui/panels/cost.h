#pragma once

#include <cstdint>

#include "ui/frame.h"

namespace lookback::ui {

// What the step and the run have cost; as a bar against the alternatives where there is room.
float cost_height(const Frame& frame);
// With every counter in small type: a line for each where pairs would cut a name, or pairs all the same.
enum class Names : std::uint8_t { whole, cut };
float least_cost_height(const Frame& frame, float width, Names names);
void draw_cost(Frame& frame, const Rectangle& area);

}  // namespace lookback::ui
