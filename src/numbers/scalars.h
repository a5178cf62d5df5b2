#pragma once

#include "numbers/counted.h"
#include "numbers/operations.h"

// The scalars that definitions are instantiated for: float, double, and
namespace lookback {

class Dual;      // numbers/dual.h: a value and its derivative
class BFloat16;  // numbers/bfloat16.h: rounds after every operation
class Rational;  // numbers/rational.h: exact fractions; no exp, no square root

// What any definition may do with its numbers.
template <class T>
concept Scalar = requires(T a, T b) {
  T(0.5);
  a + b;
  a - b;
  a* b;
  a / b;
  -a;
  maximum(a, b);
  minimum(a, b);
  absolute(a);
  accumulate(a, a, b);
  plain(a);
};

// A scalar that has exp, log, tanh and square root as well.
template <class T>
concept Transcendental = Scalar<T> && requires(T x) {
  { exponential(x) } -> std::same_as<T>;
  { logarithm(x) } -> std::same_as<T>;
  { hyperbolic_tangent(x) } -> std::same_as<T>;
  { square_root(x) } -> std::same_as<T>;
  { elu_plus_one(x) } -> std::same_as<T>;
};

// What exponentiates to a T: T itself, and for exact fractions, which have no exp, the logarithm of one.
template <class T>
struct LogitOf {
  using Type = T;
};
template <class T>
using Logit = typename LogitOf<T>::Type;

}  // namespace lookback

#include "numbers/bfloat16.h"
#include "numbers/dual.h"
#include "numbers/log_rational.h"
#include "numbers/rational.h"

namespace lookback {

template <>
struct LogitOf<Rational> {
  using Type = LogRational;
};

}  // namespace lookback
