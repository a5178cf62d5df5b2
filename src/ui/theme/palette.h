#pragma once

#include <cstdint>

namespace lookback::ui {

// The two with more contrast are for readers who need it: pure grounds, and 7:1 for all that is written on
// them.
enum class Palette : std::uint8_t { dark, light, dark_contrast, light_contrast };
inline constexpr int palette_count = 4;

constexpr bool has_more_contrast(Palette palette) {
  return palette == Palette::dark_contrast || palette == Palette::light_contrast;
}

}  // namespace lookback::ui
