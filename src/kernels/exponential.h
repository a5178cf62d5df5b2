#pragma once

#include "kernels/lanes/lanes.h"
#include "kernels/rows.h"

namespace lookback::kernels {

// 2^x for x up to 127, within 2 units in the last place; 0 below -126.5, so -inf gives 0, and NaN gives NaN.
// x = n + r with |r| ≤ 1/2. Adding 1.5·2²³ + 127 rounds x to n and leaves the exponent of 2^n in the last
// bits; 2^r is a polynomial, the best of degree 5 that is 1 at r = 0. The constants are made once, before a
// loop.
template <class L>
struct PowerOfTwo {
  using Floats = typename L::Floats;

  const Floats least = L::kept(-127.0F);
  const Floats rounding = L::kept(12583039.0F);
  const Floats c5 = L::kept(1.3264743611e-3F);
  const Floats c4 = L::kept(9.6715129912e-3F);
  const Floats c3 = L::kept(5.5507335812e-2F);
  const Floats c2 = L::kept(2.4022242427e-1F);
  const Floats c1 = L::kept(6.9314700365e-1F);
  const Floats c0 = L::kept(1.0F);

  LOOKBACK_INLINE PowerOfTwo() {}

  LOOKBACK_INLINE Floats operator()(Floats x) const {
    x = L::larger(least, x);
    const Floats shifted = x + rounding;
    const Floats r = x - (shifted - rounding);
    Floats power = L::multiply_add(c5, r, c4);
    power = L::multiply_add(power, r, c3);
    power = L::multiply_add(power, r, c2);
    power = L::multiply_add(power, r, c1);
    power = L::multiply_add(power, r, c0);
    return power * reinterpret_cast<Floats>(reinterpret_cast<typename L::Ints>(shifted) << 23);
  }
};

// e^x within 2 units in the last place; 0 below -86.9, so -inf gives 0; +inf above 88.72; NaN gives NaN.
// x = n ln 2 + r with ln 2 in two parts (Cody and Waite 1980), and 2^n as 2 · 2^(n-1), which is finite for n
// = 128.
template <class L>
LOOKBACK_INLINE typename L::Floats exponential_of(typename L::Floats x) {
  using Floats = typename L::Floats;
  x = L::larger(all<L>(-87.5F), x);
  x = x > all<L>(89.0F) ? all<L>(89.0F) : x;
  const Floats rounding = all<L>(12583038.0F);
  const Floats shifted = L::multiply_add(x, all<L>(log2_e), rounding);
  const Floats n = shifted - rounding;
  Floats r = L::multiply_add(n, all<L>(-0.693359375F), x);
  r = L::multiply_add(n, all<L>(2.12194440e-4F), r);
  Floats tail = all<L>(1.0F / 5040);
  tail = L::multiply_add(tail, r, all<L>(1.0F / 720));
  tail = L::multiply_add(tail, r, all<L>(1.0F / 120));
  tail = L::multiply_add(tail, r, all<L>(1.0F / 24));
  tail = L::multiply_add(tail, r, all<L>(1.0F / 6));
  tail = L::multiply_add(tail, r, all<L>(0.5F));
  const Floats power = L::multiply_add(tail, r * r, r) + 1;
  return (power + power) * reinterpret_cast<Floats>(reinterpret_cast<typename L::Ints>(shifted) << 23);
}

template <class L>
void exponential(const float* x, float* y, std::int64_t count) {
  map_row<L>(x, y, count, [](typename L::Floats each) { return exponential_of<L>(each); });
}

}  // namespace lookback::kernels
