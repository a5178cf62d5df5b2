#pragma once

#include "ui/frame.h"
#include "ui/panels/board_layout.h"

namespace lookback::ui {

// What the nodes say about the board's geometry; `tokens` is 0 when there is no board.
BoardSizes board_sizes(const Frame& frame);

// The six tables with their titles and token labels. Headers of dimensions are left to the twin; a token
// label stands for the headers of every table in its line.
void draw_board(Frame& frame, const BoardLayout& layout);

}  // namespace lookback::ui
