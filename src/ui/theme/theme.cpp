#include "ui/theme/theme.h"

#include <cmath>

namespace lookback::ui {
namespace {

// Tones are plain, dim, query, key, value, score, weight, output, accent, warning.
constexpr Theme dark = {
    .ground = rgb(0x0F1218),
    .panel = rgb(0x171B23),
    .line = rgb(0x2A303C),
    .control = rgb(0x202632),
    .control_hover = rgb(0x2A3140),
    .control_held = rgb(0x343D50),
    .selected = rgb(0x2B3D66),
    .marked = rgb(0x4A3A22),
    .track = rgb(0x252B38),
    .switch_off = rgb(0x3A4254),
    .knob = rgb(0xFFFFFF),
    .cell_ground = rgb(0x0F1218),
    .cell_empty = rgb(0x151922),
    .hatch = rgb(0x3C4556),
    .ink_on_dark = rgb(0xF4F6FA),
    .ink_on_light = rgb(0x0B0E13),
    .tones = {rgb(0xE8EBF1), rgb(0x97A0B0), rgb(0x56B4E9), rgb(0xE69F00), rgb(0x2FBF8F), rgb(0x97A0B0),
              rgb(0x97A0B0), rgb(0xD98CC0), rgb(0x7AA2FF), rgb(0xF0795B)},
};

constexpr Theme light = {
    .ground = rgb(0xF7F8FA),
    .panel = rgb(0xFFFFFF),
    .line = rgb(0xD5DAE3),
    .control = rgb(0xEEF1F6),
    .control_hover = rgb(0xE2E7F0),
    .control_held = rgb(0xD3DAE8),
    .selected = rgb(0xD5E0FA),
    .marked = rgb(0xFBE6B5),
    .track = rgb(0xE6EAF1),
    .switch_off = rgb(0x8D97A8),
    .knob = rgb(0xFFFFFF),
    .cell_ground = rgb(0xFFFFFF),
    .cell_empty = rgb(0xEDF0F5),
    .hatch = rgb(0xB4BCCA),
    .ink_on_dark = rgb(0xF4F6FA),
    .ink_on_light = rgb(0x0B0E13),
    .tones = {rgb(0x171B23), rgb(0x566073), rgb(0x0B6FA8), rgb(0x8A5A00), rgb(0x0B7A55), rgb(0x566073),
              rgb(0x566073), rgb(0xA3437F), rgb(0x3058C9), rgb(0xB23A1E)},
};

constexpr Theme dark_contrast = {
    .ground = rgb(0x000000),
    .panel = rgb(0x000000),
    .line = rgb(0xFFFFFF),
    .control = rgb(0x000000),
    .control_hover = rgb(0x333333),
    .control_held = rgb(0x4D4D4D),
    .selected = rgb(0x0A52C0),
    .marked = rgb(0x453600),
    .track = rgb(0x404040),
    .switch_off = rgb(0x8C8C8C),
    .knob = rgb(0x000000),
    .cell_ground = rgb(0x000000),
    .cell_empty = rgb(0x000000),
    .cell_edge = rgb(0x767676),
    .hatch = rgb(0x8C8C8C),
    .ink_on_dark = rgb(0xFFFFFF),
    .ink_on_light = rgb(0x000000),
    .tones = {rgb(0xFFFFFF), rgb(0xE8EBF1), rgb(0x56B4E9), rgb(0xE69F00), rgb(0x2FBF8F), rgb(0xE8EBF1),
              rgb(0xE8EBF1), rgb(0xD98CC0), rgb(0x7AA2FF), rgb(0xF0795B)},
};

constexpr Theme light_contrast = {
    .ground = rgb(0xFFFFFF),
    .panel = rgb(0xFFFFFF),
    .line = rgb(0x000000),
    .control = rgb(0xFFFFFF),
    .control_hover = rgb(0xE0E0E0),
    .control_held = rgb(0xC8C8C8),
    .selected = rgb(0x7094E0),
    .marked = rgb(0xFFE08A),
    .track = rgb(0xD9D9D9),
    .switch_off = rgb(0x595959),
    .knob = rgb(0xFFFFFF),
    .cell_ground = rgb(0xFFFFFF),
    .cell_empty = rgb(0xFFFFFF),
    .cell_edge = rgb(0x767676),
    .hatch = rgb(0x595959),
    .ink_on_dark = rgb(0xFFFFFF),
    .ink_on_light = rgb(0x000000),
    .tones = {rgb(0x000000), rgb(0x2B2F38), rgb(0x095C8B), rgb(0x784E00), rgb(0x086244), rgb(0x2B2F38),
              rgb(0x2B2F38), rgb(0x8A386B), rgb(0x2B4FB4), rgb(0x9C331A)},
};

float channel(std::uint32_t colour, int shift) { return static_cast<float>((colour >> shift) & 255U); }

// WCAG 2.2, relative luminance.
float luminance(std::uint32_t colour) {
  const auto linear = [&](int shift) {
    const float part = channel(colour, shift) / 255.0F;
    return part <= 0.04045F ? part / 12.92F : std::pow((part + 0.055F) / 1.055F, 2.4F);
  };
  return 0.2126F * linear(IM_COL32_R_SHIFT) + 0.7152F * linear(IM_COL32_G_SHIFT) +
         0.0722F * linear(IM_COL32_B_SHIFT);
}

float contrast(std::uint32_t a, std::uint32_t b) {
  const float bright = std::fmax(luminance(a), luminance(b));
  const float deep = std::fmin(luminance(a), luminance(b));
  return (bright + 0.05F) / (deep + 0.05F);
}

}  // namespace

std::uint32_t mix(std::uint32_t from, std::uint32_t to, float part) {
  std::uint32_t mixed = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const float value = channel(from, shift) + (channel(to, shift) - channel(from, shift)) * part;
    mixed |= static_cast<std::uint32_t>(std::lround(value)) << shift;
  }
  return mixed;
}

std::uint32_t faded(std::uint32_t colour, float opacity) {
  const auto alpha = static_cast<std::uint32_t>(std::lround(opacity * 255.0F));
  return (colour & ~IM_COL32_A_MASK) | (alpha << IM_COL32_A_SHIFT);
}

ImU32 Theme::ink_over(ImU32 under) const {
  return contrast(ink_on_dark, under) >= contrast(ink_on_light, under) ? ink_on_dark : ink_on_light;
}

Theme make_theme(Palette palette) {
  switch (palette) {
    case Palette::light:
      return light;
    case Palette::dark_contrast:
      return dark_contrast;
    case Palette::light_contrast:
      return light_contrast;
    default:
      return dark;
  }
}

}  // namespace lookback::ui
