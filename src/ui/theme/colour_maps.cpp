#include "ui/theme/colour_maps.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ui/theme/theme.h"

namespace lookback::ui {
namespace {

// viridis (van der Walt and Smith 2015), sampled at 17 places; between them it is close to linear.
constexpr std::array<std::uint32_t, 17> viridis = {
    rgb(0x440154), rgb(0x48186A), rgb(0x472D7B), rgb(0x424086), rgb(0x3B528B), rgb(0x33638D),
    rgb(0x2C728E), rgb(0x26828E), rgb(0x21918C), rgb(0x1FA088), rgb(0x28AE80), rgb(0x3FBC73),
    rgb(0x5EC962), rgb(0x84D44B), rgb(0xADDC30), rgb(0xD8E219), rgb(0xFDE725)};

// cividis (Nuñez, Anderton and Renslow 2018), at 10 places.
constexpr std::array<std::uint32_t, 10> cividis = {rgb(0x00224E), rgb(0x123570), rgb(0x3B496C), rgb(0x575D6D),
                                                   rgb(0x707173), rgb(0x8A8678), rgb(0xA59C74), rgb(0xC3B369),
                                                   rgb(0xE1CC55), rgb(0xFEE838)};

constexpr std::array<std::uint32_t, 2> gray = {rgb(0x1C1C1C), rgb(0xF4F4F4)};

std::span<const std::uint32_t> stops_of(WeightColours colours) {
  return colours == WeightColours::cividis ? std::span<const std::uint32_t>(cividis)
         : colours == WeightColours::gray  ? std::span<const std::uint32_t>(gray)
                                           : std::span<const std::uint32_t>(viridis);
}

// Blue, grey, orange, after the diverging maps made for all forms of colour vision.
constexpr std::array<std::uint32_t, 5> signed_dark = {rgb(0x4C7FC4), rgb(0x34507F), rgb(0x1E2330),
                                                      rgb(0x74491F), rgb(0xC47A2C)};
constexpr std::array<std::uint32_t, 5> signed_light = {rgb(0x4C86D0), rgb(0x9DBCE3), rgb(0xE9EBEF),
                                                       rgb(0xF0C391), rgb(0xE08A2E)};

std::uint32_t sample(std::span<const std::uint32_t> stops, float place) {
  const float scaled = place * static_cast<float>(stops.size() - 1);
  const std::size_t low = std::min(static_cast<std::size_t>(scaled), stops.size() - 2);
  return mix(stops[low], stops[low + 1], scaled - static_cast<float>(low));
}

// With more contrast, the ground tinted no stronger than the other maps tint it: no number is to stand on a
// colour of middle lightness.
std::uint32_t signed_colour(Palette palette, const Theme& theme, float strongest, float place) {
  if (has_more_contrast(palette)) {
    const view::Tone tone = place < 0.5F ? view::Tone::query : view::Tone::key;
    return mix(theme.cell_ground, theme.tone(tone), strongest * std::fabs(2 * place - 1));
  }
  return sample(palette == Palette::dark ? signed_dark : signed_light, place);
}

}  // namespace

Placing placing_of(ColourMap map) {
  switch (map) {
    case ColourMap::score:
      return Placing::diverging;
    case ColourMap::weight:
      return Placing::plain;
    default:
      return Placing::magnitude;
  }
}

float place_in(ColourMap map, float value, float scale, bool logarithmic) {
  float part = std::isnan(value) ? 0 : value / scale;
  if (logarithmic) {
    constexpr float least = 1e-30F;
    const float size = 1 + std::log10(std::max(std::fabs(part), least)) / decades;
    part = std::copysign(std::clamp(size, 0.0F, 1.0F), part);
  }
  float place = part;
  if (placing_of(map) == Placing::magnitude) {
    place = std::fabs(part);
  } else if (placing_of(map) == Placing::diverging) {
    place = 0.5F + 0.5F * part;
  }
  return std::clamp(place, 0.0F, 1.0F);
}

std::uint32_t ColourTable::at(ColourMap map, float value, float scale, bool logarithmic) const {
  const auto& row = rows[static_cast<std::size_t>(map)];
  const float place = place_in(map, value, scale, logarithmic);
  return row[static_cast<std::size_t>(std::lround(place * (colour_steps - 1)))];
}

ColourTable make_colour_table(Palette palette, WeightColours weights) {
  const Theme theme = make_theme(palette);
  constexpr float least = 0.08F;
  const float range = has_more_contrast(palette) ? 0.40F : 0.47F;
  const std::array<view::Tone, 4> tinted = {view::Tone::query, view::Tone::key, view::Tone::value,
                                            view::Tone::output};
  ColourTable table;
  table.palette = palette;
  table.weights = weights;
  for (std::size_t step = 0; step < colour_steps; ++step) {
    const float place = static_cast<float>(step) / (colour_steps - 1);
    for (std::size_t map = 0; map < tinted.size(); ++map) {
      table.rows[map][step] = mix(theme.cell_ground, theme.tone(tinted[map]), least + range * place);
    }
    table.rows[static_cast<std::size_t>(ColourMap::score)][step] =
        signed_colour(palette, theme, least + range, place);
    table.rows[static_cast<std::size_t>(ColourMap::weight)][step] = sample(stops_of(weights), place);
  }
  return table;
}

}  // namespace lookback::ui
