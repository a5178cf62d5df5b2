#pragma once

#include "studies/long_map/map_work.h"
#include "studies/sheet.h"

namespace lookback::long_map {

// What the map costs from scratch, what is in view, and what the last edit cost beside that.
Section costs_section(const Asked& asked, const MapWork& work);

}  // namespace lookback::long_map
