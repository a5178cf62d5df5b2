#pragma once

#include <immintrin.h>

#include "kernels/lanes/lanes.h"

namespace lookback::kernels {

struct Avx512 {
  static constexpr const char* instructions = "AVX-512";
  LOOKBACK_LANE_TYPES(64);
  static LOOKBACK_INLINE Floats all(float x) { return _mm512_set1_ps(x); }
  static LOOKBACK_INLINE Floats kept(float x) { return all(x); }
  static constexpr int panel = 2;
  static constexpr int rows = 12;
  static LOOKBACK_INLINE Floats multiply_add(Floats a, Floats b, Floats c) {
    return _mm512_fmadd_ps(a, b, c);
  }
  // The second operand is what maxps gives when either is NaN.
  static LOOKBACK_INLINE Floats larger(Floats limit, Floats x) {
    return _mm512_maskz_max_ps(0xFFFF, limit, x);
  }
  static LOOKBACK_INLINE bool any(Ints mask) {
    return _mm512_test_epi32_mask(reinterpret_cast<__m512i>(mask), reinterpret_cast<__m512i>(mask)) != 0;
  }
};

}  // namespace lookback::kernels
