#include "ui/widgets/number_box.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float box_space = 6;
constexpr std::size_t box_digits = 2;

float side(const Frame& frame) { return std::max(frame.sizes.target, frame.sizes.control - 6); }

float number_width(const Frame& frame, const view::Node& node) {
  const std::string widest(std::max(static_cast<std::size_t>(count_characters(node.text)), box_digits), '0');
  return std::max(std::ceil(text_width(frame, number_style(frame), widest)) + 8, frame.sizes.target);
}

void draw_nudge(Frame& frame, const view::Node& node, const Rectangle& area, bool up) {
  view::Node part = node;
  part.enabled = node.enabled && (up ? node.value < node.maximum : node.value > node.minimum);
  const Press press = frame.press(node, area, up ? "+" : "-");
  if (press.clicked && part.enabled) {
    frame.act(node, view::Verb::nudge, up ? "1" : "-1");
  }
  if (press.hovered && part.enabled) {
    frame.fill(area, control_ground(frame, part, press), frame.sizes.radius - 1);
  }
  draw_icon(frame, up ? Icon::plus : Icon::minus, {area.centre_x(), area.centre_y()}, 10,
            part.enabled ? frame.theme.ink() : faded(frame.theme.dim(), 0.5F));
}

}  // namespace

float number_box_width(const Frame& frame, const view::Node& node) {
  const float name = text_width(frame, {Face::words, frame.sizes.label, 0}, node.name);
  return name + box_space + 2 * side(frame) + number_width(frame, node);
}

void draw_number_box(Frame& frame, const view::Node& node, const Rectangle& area) {
  const ImU32 dim = frame.theme.dim();
  const float after =
      draw_text(frame, area.x, area.centre_y(), {Face::words, frame.sizes.label, dim}, node.name);
  const Rectangle body = {after + box_space, area.y, area.right() - after - box_space, area.height};
  frame.fill(body, frame.theme.control, frame.sizes.radius);
  frame.outline(body, frame.theme.line, frame.sizes.radius);
  const float button = side(frame);
  draw_nudge(frame, node, {body.x, body.y, button, body.height}, false);
  draw_nudge(frame, node, {body.right() - button, body.y, button, body.height}, true);

  const Rectangle value = {body.x + button, body.y, body.width - 2 * button, body.height};
  const Press press = frame.press(node, value);
  if (press.clicked) {
    frame.out.focus_request = node.id;
    if (node.enabled) {
      frame.out.edit_request = node.id;
    }
  }
  if (press.hovered && node.enabled) {
    frame.fill(value, frame.theme.control_hover);
  }
  draw_text_in(frame, value.grown(-2), number_style(frame, node.enabled ? frame.theme.ink() : dim), node.text,
               Align::centre);
  frame.place(node, value);
}

}  // namespace lookback::ui
