#include "ui/widgets/button.h"

#include <algorithm>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float icon_part = 0.42F;  // of the control's height
constexpr float icon_most = 15;
constexpr float button_padding = 10;
constexpr float pause_room = 10;  // by which "Pause" is wider than "Play", so that nothing moves

float icon_size(const Frame& frame) {
  const float size = frame.sizes.control * icon_part;
  return size < icon_most ? size : icon_most;
}

}  // namespace

ButtonLook look_of(const view::Node& button) {
  if (button.look != view::Look::play) {
    return {};
  }
  return {.icon = button.checked ? Icon::pause : Icon::play, .strong = true};
}

float button_width(const Frame& frame, const view::Node& node, const ButtonLook& look) {
  if (!look.worded) {
    return frame.sizes.control + 4;
  }
  const float word = text_width(frame, {Face::words, frame.sizes.label, 0}, node.name);
  const bool widens = node.look == view::Look::play && !node.checked;
  return std::max(
      word + 2 * button_padding + (look.icon ? icon_size(frame) + 6 : 0) + (widens ? pause_room : 0),
      frame.sizes.target);
}

void draw_button(Frame& frame, const view::Node& node, const Rectangle& area, const ButtonLook& look) {
  const Press press = frame.press(node, area);
  if (press.clicked) {
    frame.act(node, view::Verb::press);
  }
  const bool filled = node.enabled && (look.strong || node.checked) && !press.hovered;
  frame.fill(area, filled ? frame.theme.selected : control_ground(frame, node, press), frame.sizes.radius);
  frame.outline(area, frame.theme.line, frame.sizes.radius);
  const ImU32 ink = node.enabled ? frame.theme.ink() : faded(frame.theme.dim(), 0.7F);
  const float size = icon_size(frame);
  if (!look.worded && look.icon) {
    draw_icon(frame, *look.icon, {area.centre_x(), area.centre_y()}, size, ink);
  } else {
    const TextStyle style{Face::words, frame.sizes.label, ink};
    const float beside = look.icon ? size + 6 : 0;
    const float word = std::min(text_width(frame, style, node.name), area.width - beside - 4);
    const float left = area.centre_x() - (word + beside) / 2;
    if (look.icon) {
      const float x = look.icon_last ? left + word + 6 + size / 2 : left + size / 2;
      draw_icon(frame, *look.icon, {x, area.centre_y()}, size * 0.85F, ink);
    }
    draw_text_in(frame, {look.icon_last ? left : left + beside, area.y, word, area.height}, style, node.name);
  }
  frame.place(node, area);
}

}  // namespace lookback::ui
