#pragma once

#include <cstdint>

#include "kernels/inline.h"

// What a set of vector instructions must say of itself to compile the kernels: a struct with
//
//   Floats, Loose, Ints   vectors of GCC's and Clang's extension: + - * / > and ?: are written as such
//   instructions          their name
//   lanes                 numbers in a vector
//   panel, rows           the shape of a product's sums in registers: `panel` vectors by `rows` numbers
//   all(x)                x in every lane
//   kept(x)               the same, which stays in a register or on the stack
//   multiply_add(a, b, c) a b + c
//   larger(limit, x)      x where it is not below the limit; NaN stays NaN
//   any(mask)             is any lane set

// The types of such a struct. Loose may stand at any address of a float.
#define LOOKBACK_LANE_TYPES(bytes)                                                \
  typedef float Floats __attribute__((vector_size(bytes)));                       \
  typedef float Loose __attribute__((vector_size(bytes), aligned(4), may_alias)); \
  typedef std::int32_t Ints __attribute__((vector_size(bytes)));                  \
  static constexpr int lanes = bytes / 4

namespace lookback::kernels {

inline constexpr float minus_infinite = -__builtin_inff();
inline constexpr float log2_e = 1.44269504088896341F;
inline constexpr float ln_2 = 0.693147180559945309F;

template <class L>
LOOKBACK_INLINE typename L::Floats load(const float* from) {
  return *reinterpret_cast<const typename L::Loose*>(from);
}

template <class L>
LOOKBACK_INLINE void store(float* to, typename L::Floats x) {
  *reinterpret_cast<typename L::Loose*>(to) = x;
}

template <class L>
LOOKBACK_INLINE typename L::Floats all(float x) {
  return L::all(x);
}

// 0, 1, 2, …
template <class L>
LOOKBACK_INLINE typename L::Floats lane_numbers() {
  static constexpr float numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return load<L>(numbers);
}

template <class T>
LOOKBACK_INLINE constexpr T lower(T a, T b) {
  return b < a ? b : a;
}
template <class T>
LOOKBACK_INLINE constexpr T higher(T a, T b) {
  return a < b ? b : a;
}

}  // namespace lookback::kernels
