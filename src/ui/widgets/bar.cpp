#include "ui/widgets/bar.h"

#include <algorithm>

namespace lookback::ui {

void draw_bar(const Frame& frame, const Rectangle& area, float part, ImU32 colour,
              std::span<const Ghost> ghosts) {
  const float radius = area.height / 2;
  const auto stretch = [&](float of) {
    return Rectangle{area.x, area.y, std::max(area.height, area.width * std::clamp(of, 0.0F, 1.0F)),
                     area.height};
  };
  frame.fill(area, frame.theme.track, radius);
  if (part > 0) {
    frame.fill(stretch(part), colour, radius);
  }
  for (const Ghost& ghost : ghosts) {
    if (ghost.part > 0) {
      frame.outline(stretch(ghost.part), ghost.colour, radius, 1);
    }
  }
}

}  // namespace lookback::ui
