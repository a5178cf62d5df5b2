#pragma once

#include "ui/frame.h"

namespace lookback::ui {

// The height of a chart with its titles and its legend, at this width.
float sheet_chart_height(const Frame& frame, const view::Node& chart, float width);

// Curves with axes and a legend, which names the numbers at the abscissa under the pointer. Into an editable
// one the pointer draws.
void draw_sheet_chart(Frame& frame, const view::Node& chart, const Rectangle& area);

}  // namespace lookback::ui
