#include <doctest/doctest.h>
#include <imgui.h>

#include <cmath>

#include "ui/theme/colour_maps.h"

using namespace lookback::ui;

namespace {

// Relative luminance (WCAG 2.2) of an ImU32.
double luminance(std::uint32_t colour) {
  const auto linear = [](std::uint32_t byte) {
    const double part = byte / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour >> IM_COL32_R_SHIFT & 255) +
         0.7152 * linear(colour >> IM_COL32_G_SHIFT & 255) +
         0.0722 * linear(colour >> IM_COL32_B_SHIFT & 255);
}

}  // namespace

TEST_CASE("larger weights are lighter in every map of weights, and the maps differ") {
  const auto row = static_cast<std::size_t>(ColourMap::weight);
  for (const WeightColours colours : {WeightColours::viridis, WeightColours::cividis, WeightColours::gray}) {
    const ColourTable table = make_colour_table(Palette::dark, colours);
    CAPTURE(static_cast<int>(colours));
    CHECK(table.weights == colours);
    for (std::size_t step = 1; step < colour_steps; ++step) {
      CAPTURE(step);
      // One step of 256 may fall short of one step of a byte.
      CHECK(luminance(table.rows[row][step]) > luminance(table.rows[row][step - 1]) - 0.002);
    }
    CHECK(luminance(table.rows[row].back()) - luminance(table.rows[row].front()) > 0.6);
  }
  CHECK(make_colour_table(Palette::dark, WeightColours::gray).rows[row] !=
        make_colour_table(Palette::dark).rows[row]);
  CHECK(make_colour_table(Palette::dark, WeightColours::cividis).rows[row] !=
        make_colour_table(Palette::dark).rows[row]);
}
