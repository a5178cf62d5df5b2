#pragma once

#include <cmath>

namespace lookback {

// A number and its derivative by one input: the input itself has derivative 1, everything that does not
// depend on it has derivative exactly 0.
class Dual {
 public:
  Dual() = default;
  explicit Dual(double value, double derivative = 0) : value_(value), derivative_(derivative) {}

  double value() const { return value_; }
  double derivative() const { return derivative_; }

  friend Dual operator+(Dual a, Dual b) { return Dual(a.value_ + b.value_, a.derivative_ + b.derivative_); }
  friend Dual operator-(Dual a, Dual b) { return Dual(a.value_ - b.value_, a.derivative_ - b.derivative_); }
  friend Dual operator*(Dual a, Dual b) {
    return Dual(a.value_ * b.value_, times(b.value_, a.derivative_) + times(a.value_, b.derivative_));
  }
  friend Dual operator/(Dual a, Dual b) {
    const double quotient = a.value_ / b.value_;
    return Dual(quotient, times(1 / b.value_, a.derivative_ - times(quotient, b.derivative_)));
  }
  friend Dual operator-(Dual a) { return Dual(-a.value_, -a.derivative_); }

  // Where two are equal or |x| has its corner, one of the derivatives from the sides.
  friend Dual maximum(Dual a, Dual b) { return a.value_ < b.value_ ? b : a; }
  friend Dual minimum(Dual a, Dual b) { return b.value_ < a.value_ ? b : a; }
  friend Dual absolute(Dual x) { return x.value_ < 0 ? -x : x; }
  friend Dual accumulate(Dual sum, Dual a, Dual b) { return sum + a * b; }

  friend Dual exponential(Dual x) {
    const double value = std::exp(x.value_);
    return Dual(value, times(value, x.derivative_));
  }
  friend Dual logarithm(Dual x) { return Dual(std::log(x.value_), times(1 / x.value_, x.derivative_)); }
  friend Dual hyperbolic_tangent(Dual x) {
    const double value = std::tanh(x.value_);
    return Dual(value, times(1 - value * value, x.derivative_));
  }
  friend Dual square_root(Dual x) {
    const double value = std::sqrt(x.value_);
    return Dual(value, times(0.5 / value, x.derivative_));
  }
  friend Dual elu_plus_one(Dual x) {
    return x.value_ > 0 ? Dual(x.value_ + 1, x.derivative_) : exponential(x);
  }

  friend bool operator==(const Dual&, const Dual&) = default;

 private:
  // The chain rule. What does not depend on the input stays so where the slope is infinite.
  static double times(double slope, double derivative) { return derivative == 0 ? 0 : slope * derivative; }

  double value_ = 0;
  double derivative_ = 0;
};

inline double plain(Dual x) { return x.value(); }

}  // namespace lookback
