#include "ui/theme/theme.h"

#include <cmath>

namespace lookback::ui {
namespace {

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

Theme make_theme(bool dark) {
  Theme theme;
  theme.dark = dark;
  if (dark) {
    theme.ground = rgb(0x0F1218);
    theme.panel = rgb(0x171B23);
    theme.line = rgb(0x2A303C);
    theme.control = rgb(0x202632);
    theme.control_hover = rgb(0x2A3140);
    theme.control_held = rgb(0x343D50);
    theme.selected = rgb(0x2B3D66);
    theme.marked = rgb(0x4A3A22);
    theme.track = rgb(0x252B38);
    theme.switch_off = rgb(0x3A4254);
    theme.knob = rgb(0xFFFFFF);
    theme.cell_ground = theme.ground;
    theme.cell_empty = rgb(0x151922);
    theme.hatch = rgb(0x3C4556);
    // plain, dim, query, key, value, score, weight, output, accent, warning
    theme.tones = {rgb(0xE8EBF1), rgb(0x97A0B0), rgb(0x56B4E9), rgb(0xE69F00), rgb(0x2FBF8F),
                   rgb(0x97A0B0), rgb(0x97A0B0), rgb(0xD98CC0), rgb(0x7AA2FF), rgb(0xF0795B)};
  } else {
    theme.ground = rgb(0xF7F8FA);
    theme.panel = rgb(0xFFFFFF);
    theme.line = rgb(0xD5DAE3);
    theme.control = rgb(0xEEF1F6);
    theme.control_hover = rgb(0xE2E7F0);
    theme.control_held = rgb(0xD3DAE8);
    theme.selected = rgb(0xD5E0FA);
    theme.marked = rgb(0xFBE6B5);
    theme.track = rgb(0xE6EAF1);
    theme.switch_off = rgb(0x8D97A8);
    theme.knob = rgb(0xFFFFFF);
    theme.cell_ground = theme.panel;
    theme.cell_empty = rgb(0xEDF0F5);
    theme.hatch = rgb(0xB4BCCA);
    theme.tones = {rgb(0x171B23), rgb(0x566073), rgb(0x0B6FA8), rgb(0x8A5A00), rgb(0x0B7A55),
                   rgb(0x566073), rgb(0x566073), rgb(0xA3437F), rgb(0x3058C9), rgb(0xB23A1E)};
  }
  theme.ink_on_dark = rgb(0xF4F6FA);
  theme.ink_on_light = rgb(0x0B0E13);
  return theme;
}

}  // namespace lookback::ui
