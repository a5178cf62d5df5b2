#include "ui/widgets/chip.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float chip_padding = 12;

bool has_cross(const view::Node& node) { return node.editable && node.current; }

}  // namespace

float chip_width(const Frame& frame, const view::Node& node) {
  const float word = text_width(frame, {Face::words, frame.sizes.label, 0}, node.text);
  if (has_cross(node)) {
    return std::max(std::ceil(word) + 1.5F * chip_padding, frame.sizes.control) + frame.sizes.target;
  }
  return std::max(std::ceil(word) + 2 * chip_padding, frame.sizes.control);
}

float least_chip_width(const Frame& frame, const view::Node& node) {
  return frame.sizes.target * (has_cross(node) ? 2 : 1);
}

void draw_chip(Frame& frame, const view::Node& node, const Rectangle& area, bool inert) {
  const bool adds = node.role == view::Role::button;
  const bool crossed = has_cross(node) && area.width >= least_chip_width(frame, node);
  Rectangle words = area;
  if (crossed) {
    words.width -= frame.sizes.target;
  }
  const Press press = inert ? Press{} : frame.press(node, words);
  if (press.clicked) {
    const bool renames = node.editable && (frame.memory.twice || (frame.surroundings.touch && node.current));
    if (renames) {
      frame.out.edit_request = node.id;
    } else {
      frame.act(node, view::Verb::press);
    }
  }
  if (press.started) {
    frame.memory.twice = press.twice;
  }
  const float radius = std::min(area.height, area.width) / 2;
  const bool waits = node.state == view::CellState::pending || adds;
  if (!waits || press.hovered) {
    frame.fill(area, node.current ? frame.theme.selected : control_ground(frame, node, press), radius);
  }
  frame.outline(area, node.current ? frame.theme.accent() : frame.theme.line, radius);
  ImU32 ink = waits ? frame.theme.dim() : frame.theme.ink();
  if (!node.enabled) {
    ink = faded(ink, 0.5F);
  }
  if (adds) {
    draw_icon(frame, Icon::plus, {area.centre_x(), area.centre_y()}, 12, ink);
  } else if (area.width >= 18) {
    const float side = std::min(chip_padding, area.width * 0.15F);
    draw_text_in(frame, {words.x + side, area.y, words.width - side - (crossed ? 0 : side), area.height},
                 {Face::words, frame.sizes.label, ink}, node.text, Align::centre);
  }
  if (crossed) {
    const Rectangle cross = {words.right(), area.y, area.right() - words.right(), area.height};
    const Press removal = frame.press(node, cross, "x");
    if (removal.clicked) {
      frame.act(node, view::Verb::remove);
    }
    draw_icon(frame, Icon::cross, {cross.centre_x() - 2, cross.centre_y()}, 11,
              removal.hovered ? frame.theme.ink() : frame.theme.dim());
  }
  frame.place(node, area);
}

}  // namespace lookback::ui
