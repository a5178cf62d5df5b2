#pragma once

#include <optional>

#include "ui/widgets/plot.h"

namespace lookback::ui {

// The abscissa under the pointer. In an editable chart the pointer draws: every abscissa that it passes takes
// the number at its height.
std::optional<std::size_t> follow_chart(Frame& frame, const view::Node& chart, const Rectangle& plot,
                                        const PlotScale& scale);

}  // namespace lookback::ui
