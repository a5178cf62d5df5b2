#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>

#include "ui/theme/palette.h"
#include "view/node.h"

namespace lookback::ui {

constexpr std::uint32_t rgb(std::uint32_t hex) {
  return IM_COL32((hex >> 16) & 255U, (hex >> 8) & 255U, hex & 255U, 255U);
}
std::uint32_t mix(std::uint32_t from, std::uint32_t to, float part);
std::uint32_t faded(std::uint32_t colour, float opacity);

// Every colour of the canvas.
struct Theme {
  ImU32 ground = 0;         // behind the board
  ImU32 panel = 0;          // behind everything else
  ImU32 line = 0;           // between panels, around boxes
  ImU32 control = 0;        // a button at rest
  ImU32 control_hover = 0;  //
  ImU32 control_held = 0;   //
  ImU32 selected = 0;       // a checked option, the current token
  ImU32 marked = 0;         // behind words that stand out
  ImU32 track = 0;          // behind a bar
  ImU32 switch_off = 0;     // a switch's ground
  ImU32 knob = 0;           //
  ImU32 cell_ground = 0;    // what a tinted cell starts from
  ImU32 cell_empty = 0;     // a masked cell
  ImU32 cell_edge = 0;      // around every cell; 0: none
  ImU32 hatch = 0;          //
  ImU32 ink_on_dark = 0;    // numbers over cells
  ImU32 ink_on_light = 0;   //
  std::array<ImU32, 10> tones = {};

  ImU32 tone(view::Tone tone) const { return tones[static_cast<std::size_t>(tone)]; }
  ImU32 ink() const { return tone(view::Tone::plain); }
  ImU32 dim() const { return tone(view::Tone::dim); }
  ImU32 accent() const { return tone(view::Tone::accent); }
  // The one of the two inks that contrasts more with `ground`.
  ImU32 ink_over(ImU32 ground) const;
};

Theme make_theme(Palette palette);

}  // namespace lookback::ui
