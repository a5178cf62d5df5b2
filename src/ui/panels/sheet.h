#pragma once

#include "ui/panels/sheet_layout.h"

namespace lookback::ui {

// Whether a study is shown in place of the board.
bool has_sheet(const Frame& frame);
bool has_board(const Frame& frame);

// What a study shows. It stays a function of its own, as the page's first part does without it
// (cmake/split.mjs).
[[gnu::noinline]] void draw_sheet(Frame& frame, const SheetLayout& layout);

}  // namespace lookback::ui
