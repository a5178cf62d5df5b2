#pragma once

#include "kernels/products.h"

// Rows of any width: vectors as far as they go, then one number after the other.
namespace lookback::kernels {

template <class L>
LOOKBACK_INLINE int padded(int width) {
  return (width + columns_of<L> - 1) / columns_of<L> * columns_of<L>;
}

// y = f(x), element by element; in place, if the caller likes.
template <class L, class F>
LOOKBACK_INLINE void map_row(const float* x, float* y, std::int64_t count, F f) {
  std::int64_t i = 0;
  for (; i + L::lanes <= count; i += L::lanes) {
    store<L>(y + i, f(load<L>(x + i)));
  }
  if (i == count) {
    return;
  }
  float rest[L::lanes] = {};
  for (std::int64_t c = i; c < count; ++c) {
    rest[c - i] = x[c];
  }
  store<L>(rest, f(load<L>(rest)));
  for (std::int64_t c = i; c < count; ++c) {
    y[c] = rest[c - i];
  }
}

// Every number x. Where compilers see nothing but zeros, they call a function for it, which takes longer.
template <class L>
LOOKBACK_INLINE void set_row(float* to, int width, float x) {
  const typename L::Floats all_x = L::kept(x);
  int c = 0;
  for (; c + L::lanes <= width; c += L::lanes) {
    store<L>(to + c, all_x);
  }
  for (; c < width; ++c) {
    to[c] = x;
  }
}

// to + row, in place.
template <class L>
LOOKBACK_INLINE void add_row(const float* row, int width, float* to) {
  int c = 0;
  for (; c + L::lanes <= width; c += L::lanes) {
    store<L>(to + c, load<L>(to + c) + load<L>(row + c));
  }
  for (; c < width; ++c) {
    to[c] += row[c];
  }
}

// factor · row, with zeros behind as far as `stride`.
template <class L>
LOOKBACK_INLINE void pad_row(const float* row, int width, float factor, float* to, int stride) {
  map_row<L>(row, to, width, [factor](typename L::Floats x) { return x * factor; });
  for (int c = width; c < stride; ++c) {
    to[c] = 0;
  }
}

}  // namespace lookback::kernels
