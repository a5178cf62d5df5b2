#pragma once

#include "kernels/lanes/lanes.h"

namespace lookback::kernels {

// Four lanes without a fused multiply-add, which every 64-bit machine has.
struct Portable {
  static constexpr const char* instructions = "128 bits";
  LOOKBACK_LANE_TYPES(16);
  static constexpr int panel = 3;
  static constexpr int rows = 3;
  static LOOKBACK_INLINE Floats all(float x) { return Floats{x, x, x, x}; }
  static LOOKBACK_INLINE Floats kept(float x) { return all(x); }
  static LOOKBACK_INLINE Floats multiply_add(Floats a, Floats b, Floats c) { return a * b + c; }
  static LOOKBACK_INLINE Floats larger(Floats limit, Floats x) { return x < limit ? limit : x; }
  static LOOKBACK_INLINE bool any(Ints mask) { return (mask[0] | mask[1] | mask[2] | mask[3]) != 0; }
};

}  // namespace lookback::kernels
