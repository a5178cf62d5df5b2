#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// What the pointer does to the cells of a table that is drawn: `press` is the table's, `pointed` the cell
// under it, if any. A drag changes an editable number; a double click, or a tap, asks to type it.
// `press_once`: a single click presses a pressable cell, as it always does in a sheet.
void follow_pointer(Frame& frame, const view::Node& table, const Press& press, const view::Node* pointed,
                    bool press_once);

}  // namespace lookback::ui
