#include "ui/panels/inspector.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float padding = 10;
constexpr float closest = 1.3F;  // lines, in sizes of their type

int lines_of(const Frame& frame, std::span<const view::Node* const> nodes, float width,
             const TextStyle& style) {
  int lines = 0;
  for (const view::Node* node : nodes) {
    lines += count_lines(frame, width, style, runs_of(*node));
  }
  return lines;
}

// The usual type, or smaller and closer where there is no room else.
TextStyle style_for(const Frame& frame, std::span<const view::Node* const> nodes, const Rectangle& room) {
  TextStyle style{Face::numbers, frame.sizes.number, frame.theme.ink(), frame.sizes.line};
  const auto fits = [&] {
    return static_cast<float>(lines_of(frame, nodes, room.width, style)) * style.pitch <= room.height + 1;
  };
  while (style.size > frame.sizes.small && !fits()) {
    --style.size;
    style.pitch = std::round(style.size * closest);
  }
  return style;
}

}  // namespace

float inspector_height(const Frame& frame, int lines) {
  if (frame.nodes.find("inspector") == nullptr) {
    return 0;
  }
  return static_cast<float>(lines) * frame.sizes.line + 2 * padding;
}

void draw_inspector(Frame& frame, const Rectangle& area) {
  if (area.empty()) {
    return;
  }
  frame.fill(area, frame.theme.panel, frame.sizes.radius + 2);
  frame.outline(area, frame.theme.line, frame.sizes.radius + 2);
  Rectangle room = {area.x + padding + 6, area.y + padding, area.width - 2 * padding - 12,
                    area.height - 2 * padding};
  const float bottom = room.bottom();
  const auto lines = frame.nodes.children("inspector");
  const TextStyle style = style_for(frame, lines, room);
  auto waiting = static_cast<int>(lines.size());
  for (const view::Node* node : lines) {
    --waiting;
    const int left = static_cast<int>((bottom - room.y + 1) / style.pitch);
    if (left <= 0) {
      break;
    }
    const int used = draw_runs(frame, room, style, runs_of(*node), std::max(1, left - waiting));
    const float height = static_cast<float>(used) * style.pitch;
    frame.place(*node, {room.x, room.y, room.width, height});
    room.y += height;
  }
  if (const view::Node* group = frame.nodes.find("inspector")) {
    frame.place(*group, area);
  }
}

}  // namespace lookback::ui
