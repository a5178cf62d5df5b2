#pragma once

#include "ui/geometry.h"

namespace lookback::test {

// Whether one lies on the other by more than `touching` pixels, which roundings may make of neighbours.
inline bool overlap(const ui::Rectangle& a, const ui::Rectangle& b, float touching = 0.6F) {
  return a.x + touching < b.right() && b.x + touching < a.right() && a.y + touching < b.bottom() &&
         b.y + touching < a.bottom();
}

}  // namespace lookback::test
