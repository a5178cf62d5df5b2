#pragma once

#include <immintrin.h>

#include "kernels/lanes/lanes.h"

namespace lookback::kernels {

struct Avx2 {
  static constexpr const char* instructions = "AVX2";
  LOOKBACK_LANE_TYPES(32);
  static LOOKBACK_INLINE Floats all(float x) { return _mm256_set1_ps(x); }
  static LOOKBACK_INLINE Floats kept(float x) { return all(x); }
  static constexpr int panel = 2;
  static constexpr int rows = 6;
  static LOOKBACK_INLINE Floats multiply_add(Floats a, Floats b, Floats c) {
    return _mm256_fmadd_ps(a, b, c);
  }
  // The second operand is what maxps gives when either is NaN.
  static LOOKBACK_INLINE Floats larger(Floats limit, Floats x) { return _mm256_max_ps(limit, x); }
  static LOOKBACK_INLINE bool any(Ints mask) {
    return _mm256_movemask_ps(reinterpret_cast<__m256>(mask)) != 0;
  }
};

}  // namespace lookback::kernels
