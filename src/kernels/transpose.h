#pragma once

#include "kernels/lanes/lanes.h"

namespace lookback::kernels {

typedef float Four __attribute__((vector_size(16)));
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

// What column c is multiplied by.
struct OneFactor {
  float factor;
  LOOKBACK_INLINE float at(int /*c*/) const { return factor; }
  LOOKBACK_INLINE Four four_at(int /*c*/) const { return Four{factor, factor, factor, factor}; }
};
struct ColumnFactors {
  const float* factors;
  LOOKBACK_INLINE float at(int c) const { return factors[c]; }
  LOOKBACK_INLINE Four four_at(int c) const { return *reinterpret_cast<const LooseFour*>(factors + c); }
};

// to[c, r] = factor(c) · from[r, c] for r < rows, c < width; the strides are in floats. By blocks of four by
// four.
template <class L, class Factor>
LOOKBACK_APART void transpose_by(const float* from, std::intptr_t from_stride, int rows, int width,
                                 Factor factor, float* to, std::intptr_t to_stride) {
  const auto row = [&](int r, int c) -> Four {
    return *reinterpret_cast<const LooseFour*>(from + r * from_stride + c) * factor.four_at(c);
  };
  const auto put = [&](int c, int r, Four x) { *reinterpret_cast<LooseFour*>(to + c * to_stride + r) = x; };
  int r = 0;
  for (; r + 4 <= rows; r += 4) {
    int c = 0;
    for (; c + 4 <= width; c += 4) {
      const Four a = row(r, c);
      const Four b = row(r + 1, c);
      const Four d = row(r + 2, c);
      const Four e = row(r + 3, c);
      const Four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      const Four ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      const Four de_low = __builtin_shufflevector(d, e, 0, 4, 1, 5);
      const Four de_high = __builtin_shufflevector(d, e, 2, 6, 3, 7);
      put(c, r, __builtin_shufflevector(ab_low, de_low, 0, 1, 4, 5));
      put(c + 1, r, __builtin_shufflevector(ab_low, de_low, 2, 3, 6, 7));
      put(c + 2, r, __builtin_shufflevector(ab_high, de_high, 0, 1, 4, 5));
      put(c + 3, r, __builtin_shufflevector(ab_high, de_high, 2, 3, 6, 7));
    }
    for (; c < width; ++c) {
      for (int i = r; i < r + 4; ++i) {
        to[c * to_stride + i] = from[i * from_stride + c] * factor.at(c);
      }
    }
  }
  for (; r < rows; ++r) {
    for (int c = 0; c < width; ++c) {
      to[c * to_stride + r] = from[r * from_stride + c] * factor.at(c);
    }
  }
}

template <class L>
LOOKBACK_INLINE void transpose(const float* from, std::intptr_t from_stride, int rows, int width,
                               float factor, float* to, std::intptr_t to_stride) {
  transpose_by<L>(from, from_stride, rows, width, OneFactor{factor}, to, to_stride);
}

}  // namespace lookback::kernels
