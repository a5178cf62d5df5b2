// What this machine can do at most, measured in the page beside the kernels.

#include <wasm_simd128.h>

#define LIMIT(name) extern "C" __attribute__((export_name(name)))

namespace {

constexpr int chains = 12;

template <class Step>
[[gnu::always_inline]] float run_chains(int turns, Step step) {
  v128_t sums[chains];
  for (int i = 0; i < chains; ++i) {
    sums[i] = wasm_f32x4_splat(static_cast<float>(i));
  }
  for (int turn = 0; turn < turns; ++turn) {
#pragma unroll
    for (int i = 0; i < chains; ++i) {
      sums[i] = step(sums[i]);
    }
  }
  v128_t sum = sums[0];
  for (int i = 1; i < chains; ++i) {
    sum = wasm_f32x4_add(sum, sums[i]);
  }
  return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 3);
}

}  // namespace

// Floating-point operations of one turn of the chains.
LIMIT("turn_flops") int turn_flops() { return chains * 4 * 2; }

// Independent chains of multiply–adds, each waiting for itself only.
LIMIT("relaxed_chains") float relaxed_chains(int turns, float a, float b) {
  const v128_t x = wasm_f32x4_splat(a);
  const v128_t y = wasm_f32x4_splat(b);
  return run_chains(turns, [=](v128_t sum) { return wasm_f32x4_relaxed_madd(x, y, sum); });
}

// The same without relaxed SIMD: a product and a sum.
LIMIT("plain_chains") float plain_chains(int turns, float a, float b) {
  const v128_t x = wasm_f32x4_splat(a);
  const v128_t y = wasm_f32x4_splat(b);
  return run_chains(turns, [=](v128_t sum) { return wasm_f32x4_add(wasm_f32x4_mul(sum, x), y); });
}

// Reads `count` numbers once, in order; a multiple of 32.
LIMIT("streaming_sum") float streaming_sum(const float* numbers, int count) {
  v128_t sums[8] = {};
  for (int i = 0; i < count; i += 32) {
#pragma unroll
    for (int part = 0; part < 8; ++part) {
      sums[part] = wasm_f32x4_add(sums[part], wasm_v128_load(numbers + i + 4 * part));
    }
  }
  v128_t sum = sums[0];
  for (int part = 1; part < 8; ++part) {
    sum = wasm_f32x4_add(sum, sums[part]);
  }
  return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 2);
}
