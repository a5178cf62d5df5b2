#include "ui/theme/theme.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/theme/colour_maps.h"

using namespace lookback::ui;
using lookback::view::Tone;

namespace {

constexpr std::array palettes = {Palette::dark, Palette::light, Palette::dark_contrast,
                                 Palette::light_contrast};
static_assert(palettes.size() == palette_count);

// Relative luminance and contrast ratio (WCAG 2.2) of colours as ImU32.
double luminance(ImU32 colour) {
  const auto linear = [](std::uint32_t byte) {
    const double part = byte / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour >> IM_COL32_R_SHIFT & 255) +
         0.7152 * linear(colour >> IM_COL32_G_SHIFT & 255) +
         0.0722 * linear(colour >> IM_COL32_B_SHIFT & 255);
}

double contrast(ImU32 a, ImU32 b) {
  const auto [deep, bright] = std::minmax({luminance(a), luminance(b)});
  return (bright + 0.05) / (deep + 0.05);
}

}  // namespace

TEST_CASE("every tone can be read on every ground of every palette") {
  for (const Palette palette : palettes) {
    CAPTURE(static_cast<int>(palette));
    const Theme theme = make_theme(palette);
    const bool more = has_more_contrast(palette);
    for (const ImU32 ground : {theme.ground, theme.panel}) {
      for (std::size_t tone = 0; tone < theme.tones.size(); ++tone) {
        CAPTURE(tone);
        CHECK(contrast(theme.tones[tone], ground) >= (more ? 7 : 5));
      }
    }
    for (const ImU32 ground : {theme.control, theme.control_hover, theme.control_held, theme.selected,
                               theme.marked, theme.cell_empty}) {
      CHECK(contrast(theme.ink(), ground) >= 7);
    }
    for (const Tone tone : {Tone::query, Tone::key, Tone::value, Tone::output, Tone::accent}) {
      CHECK(contrast(theme.tone(tone), theme.marked) >= (more ? 4.5 : 3.5));
    }
  }
}

TEST_CASE("with more contrast, grounds are pure, and what has an edge shows it") {
  for (const Palette palette : {Palette::dark_contrast, Palette::light_contrast}) {
    CAPTURE(static_cast<int>(palette));
    const Theme theme = make_theme(palette);
    const ImU32 pure = rgb(palette == Palette::dark_contrast ? 0x000000 : 0xFFFFFF);
    CHECK(theme.ground == pure);
    CHECK(theme.panel == pure);
    CHECK(contrast(theme.ink(), pure) == doctest::Approx(21));
    CHECK(contrast(theme.line, pure) >= 7);
    for (const ImU32 edge : {theme.cell_edge, theme.hatch, theme.switch_off, theme.accent()}) {
      CHECK(contrast(edge, pure) >= 3);
    }
    CHECK(contrast(theme.knob, theme.switch_off) >= 3);
    CHECK(contrast(theme.knob, theme.accent()) >= 3);
    CHECK(contrast(theme.accent(), theme.track) >= 3);
    CHECK(contrast(theme.selected, pure) >= 2.9);
  }
}

TEST_CASE("numbers can be read on every colour of every map of every palette") {
  for (const Palette palette : palettes) {
    const Theme theme = make_theme(palette);
    const bool more = has_more_contrast(palette);
    for (const WeightColours weights :
         {WeightColours::viridis, WeightColours::cividis, WeightColours::gray}) {
      const ColourTable table = make_colour_table(palette, weights);
      CHECK(table.is_of(palette, weights));
      for (std::size_t map = 0; map < table.rows.size(); ++map) {
        CAPTURE(static_cast<int>(palette));
        CAPTURE(map);
        const bool of_weights = map == static_cast<std::size_t>(ColourMap::weight);
        const double least = more ? (of_weights ? 4.5 : 7) : 4;
        for (const std::uint32_t under : table.rows[map]) {
          if (contrast(theme.ink_over(under), under) < least) {
            FAIL_CHECK(contrast(theme.ink_over(under), under) << " on " << under);
            break;
          }
        }
      }
    }
  }
}
