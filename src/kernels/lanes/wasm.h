#pragma once

#include <wasm_simd128.h>

#include "kernels/lanes/lanes.h"

namespace lookback::kernels {

// WebAssembly's 128 bits. V8 keeps fifteen of them in the registers of x86-64: twelve accumulators, a panel
// of two and one number to multiply; without a fused multiply-add its product takes one more.
struct Wasm {
  LOOKBACK_LANE_TYPES(16);
  static LOOKBACK_INLINE Floats all(float x) { return wasm_f32x4_splat(x); }
  // V8 would make a constant anew in every turn of a loop, in three instructions.
  static LOOKBACK_INLINE Floats kept(float x) {
    asm("" : "+r"(x));
    return all(x);
  }
#ifdef __wasm_relaxed_simd__
  static constexpr const char* instructions = "relaxed SIMD";
  static constexpr int panel = 2;
  static constexpr int rows = 6;
  static LOOKBACK_INLINE Floats multiply_add(Floats a, Floats b, Floats c) {
    return wasm_f32x4_relaxed_madd(a, b, c);
  }
#else
  static constexpr const char* instructions = "SIMD";
  static constexpr int panel = 3;
  static constexpr int rows = 3;
  static LOOKBACK_INLINE Floats multiply_add(Floats a, Floats b, Floats c) { return a * b + c; }
#endif
  static LOOKBACK_INLINE Floats larger(Floats limit, Floats x) { return wasm_f32x4_pmax(x, limit); }
  static LOOKBACK_INLINE bool any(Ints mask) { return wasm_v128_any_true(mask); }
};

}  // namespace lookback::kernels
