#pragma once

#include <algorithm>
#include <cmath>

#include "numbers/cost.h"

namespace lookback {

// A number that counts what is done with it. It holds its value and the Cost of the run that it belongs to;
// a constant belongs to none and takes its operand's.
class Counted {
 public:
  Counted() = default;
  explicit Counted(double value, Cost* cost = nullptr) : value_(value), cost_(cost) {}

  double value() const { return value_; }

  friend Counted operator+(Counted a, Counted b) { return a.with(b, a.value_ + b.value_, &Cost::add); }
  friend Counted operator-(Counted a, Counted b) { return a.with(b, a.value_ - b.value_, &Cost::add); }
  friend Counted operator*(Counted a, Counted b) { return a.with(b, a.value_ * b.value_, &Cost::mul); }
  friend Counted operator/(Counted a, Counted b) { return a.with(b, a.value_ / b.value_, &Cost::div); }
  friend Counted operator-(Counted a) { return Counted(-a.value_, a.cost_); }  // a sign change is free

  friend Counted maximum(Counted a, Counted b) { return a.with(b, std::max(a.value_, b.value_), &Cost::cmp); }
  friend Counted minimum(Counted a, Counted b) { return a.with(b, std::min(a.value_, b.value_), &Cost::cmp); }
  friend Counted absolute(Counted x) { return Counted(std::abs(x.value_), x.cost_); }  // a sign change
  friend Counted accumulate(Counted sum, Counted a, Counted b) {
    const Counted product = a * b;
    if (Cost* cost = product.cost_ != nullptr ? product.cost_ : sum.cost_) {
      ++cost->mac;
    }
    return sum + product;
  }
  friend Counted exponential(Counted x) { return x.with(x, std::exp(x.value_), &Cost::exp); }
  friend Counted logarithm(Counted x) { return x.with(x, std::log(x.value_), &Cost::log); }
  friend Counted hyperbolic_tangent(Counted x) { return x.with(x, std::tanh(x.value_), &Cost::tanh); }
  friend Counted square_root(Counted x) { return x.with(x, std::sqrt(x.value_), &Cost::sqrt); }
  friend Counted elu_plus_one(Counted x) {
    return x.with(x, x.value_ > 0 ? x.value_ + 1 : std::exp(x.value_), &Cost::phi);
  }

 private:
  Counted with(const Counted& other, double value, std::int64_t Cost::* count) const {
    Cost* cost = cost_ != nullptr ? cost_ : other.cost_;
    if (cost != nullptr) {
      ++(cost->*count);
    }
    return Counted(value, cost);
  }

  double value_ = 0;
  Cost* cost_ = nullptr;
};

inline double plain(double x) { return x; }
inline double plain(float x) { return x; }
inline double plain(Counted x) { return x.value(); }

}  // namespace lookback
