#pragma once

#include <span>

#include "ui/frame.h"

namespace lookback::ui {

// Buttons that are small pictures of matrices, each in the row and column that it says, its name below it;
// smaller where there is no room for their usual width.
float pictures_width(const Frame& frame, std::span<const view::Node* const> pictures);
float pictures_height(const Frame& frame, std::span<const view::Node* const> pictures, float width);
void draw_pictures(Frame& frame, std::span<const view::Node* const> pictures, const Rectangle& area);

}  // namespace lookback::ui
