#pragma once

#include "ui/frame.h"

namespace lookback::test {

// Whether one lies on the other by more than `touching` pixels, which roundings may make of neighbours.
inline bool overlap(const ui::Rectangle& a, const ui::Rectangle& b, float touching = 0.6F) {
  return a.x + touching < b.right() && b.x + touching < a.right() && a.y + touching < b.bottom() &&
         b.y + touching < a.bottom();
}

inline bool within(const ui::Rectangle& area, const ui::Surroundings& display) {
  constexpr float touching = 0.6F;
  return area.x >= -touching && area.y >= -touching && area.right() <= display.width + touching &&
         area.bottom() <= display.height + touching;
}

}  // namespace lookback::test
