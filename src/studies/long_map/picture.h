#pragma once

#include "studies/long_map/map_work.h"
#include "studies/sheet.h"

namespace lookback::long_map {

// The map itself, and the buttons that move it.
Section picture_section(const Asked& asked, const MapWork* work);

// The view after one of these buttons; nothing for another id.
std::optional<map::View> moved_view(const Asked& asked, std::string_view button);

}  // namespace lookback::long_map
