#include "ui/panels/inspector.h"

#include <algorithm>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float padding = 10;

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
  const TextStyle style{Face::numbers, frame.sizes.number, frame.theme.ink()};
  const auto lines = frame.nodes.children("inspector");
  auto waiting = static_cast<int>(lines.size());
  for (const view::Node* node : lines) {
    --waiting;
    const int left = static_cast<int>((bottom - room.y + 1) / frame.sizes.line);
    if (left <= 0) {
      break;
    }
    const int used = draw_runs(frame, room, style, runs_of(*node), std::max(1, left - waiting));
    frame.place(*node, {room.x, room.y, room.width, static_cast<float>(used) * frame.sizes.line});
    room.y += static_cast<float>(used) * frame.sizes.line;
  }
  if (const view::Node* group = frame.nodes.find("inspector")) {
    frame.place(*group, area);
  }
}

}  // namespace lookback::ui
