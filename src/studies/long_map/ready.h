#pragma once

#include "studies/long_map/asked.h"
#include "studies/sheet.h"

namespace lookback::long_map {

// Maps with known answers, a row each generator and a column each length.
Section ready_section(const Asked& asked);

Experiment ready_map(const Experiment& experiment, int row, int column);

}  // namespace lookback::long_map
