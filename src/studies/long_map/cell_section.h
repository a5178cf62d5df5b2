#pragma once

#include "studies/long_map/map_work.h"
#include "studies/sheet.h"

namespace lookback::long_map {

// The chosen cell in words, those around it, and the strongest keys of its query.
Section cell_section(const Asked& asked, const MapWork& work);

// Its q, k and v, to be edited. Their tables show a row of numbers in pieces of 16.
Section rows_section(const Asked& asked, const MapWork& work);

inline constexpr int numbers_in_a_row = 16;

// Whose table, or button for the first numbers, that is; nothing for another id.
std::optional<map::Role> role_of_table(std::string_view id);
std::optional<map::Role> role_of_button(std::string_view id);

}  // namespace lookback::long_map
