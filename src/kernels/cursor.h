#pragma once

#include <cstdint>

#include "kernels/inline.h"

namespace lookback::kernels {

// Cuts scratch into arrays; without any, it says how much there must be.
struct Cursor {
  float* scratch = nullptr;
  std::int64_t used = 0;

  LOOKBACK_INLINE float* take(std::int64_t count) {
    float* array = scratch == nullptr ? nullptr : scratch + used;
    used += count;
    return array;
  }
};

}  // namespace lookback::kernels
