#pragma once

#include <span>

#include "ui/frame.h"

namespace lookback::ui {

// Lines of one text, below each other.
float prose_width(const Frame& frame, std::span<const view::Node* const> text);
float prose_height(const Frame& frame, std::span<const view::Node* const> text, float width);
void draw_prose(Frame& frame, std::span<const view::Node* const> text, const Rectangle& area);

}  // namespace lookback::ui
