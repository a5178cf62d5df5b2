#pragma once

#include <array>
#include <cstdint>

#include "ui/theme/palette.h"

namespace lookback::ui {

enum class ColourMap : std::uint8_t { query, key, value, output, score, weight };
inline constexpr int colour_map_count = 6;
inline constexpr int colour_steps = 256;

// What weights are drawn in.
enum class WeightColours : std::uint8_t { viridis, cividis, gray };

// How a value finds its place in a colour map, from 0 to 1.
enum class Placing : std::uint8_t {
  magnitude,  // |v| / scale
  diverging,  // 0.5 + 0.5 v / scale
  plain,      // v / scale
};
Placing placing_of(ColourMap map);
// Logarithmic: the colours begin at `scale` / 10^decades.
inline constexpr float decades = 4;
float place_in(ColourMap map, float value, float scale, bool logarithmic = false);

// Every colour map, one row of bytes red, green, blue, alpha each: what the shader samples, and what the ink
// of a number is chosen by.
struct ColourTable {
  std::array<std::array<std::uint32_t, colour_steps>, colour_map_count> rows;  // as ImU32
  Palette palette = Palette::dark;
  WeightColours weights = WeightColours::viridis;

  bool is_of(Palette other, WeightColours others) const { return palette == other && weights == others; }
  std::uint32_t at(ColourMap map, float value, float scale, bool logarithmic = false) const;
};

ColourTable make_colour_table(Palette palette, WeightColours weights = WeightColours::viridis);

}  // namespace lookback::ui
