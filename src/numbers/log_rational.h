#pragma once

#include <cmath>
#include <limits>

#include "base/assert.h"
#include "numbers/rational.h"

namespace lookback {

// The logarithm of an exact fraction that is not negative, kept as that fraction: a logit whose exponential
// is exact. Sums are products, differences are quotients, and -inf is log 0.
class LogRational {
 public:
  LogRational() : exponential_(1) {}  // 0
  explicit LogRational(double value) : exponential_(value == 0 ? 1 : 0) {
    LOOKBACK_ASSERT(value == 0 || value == -std::numeric_limits<double>::infinity());
  }

  friend Rational exponential(const LogRational& x) { return x.exponential_; }
  friend LogRational logarithm(const Rational& x) {
    LOOKBACK_ASSERT(absolute(x) == x);
    return LogRational(x);
  }

  friend LogRational operator+(const LogRational& a, const LogRational& b) {
    return LogRational(a.exponential_ * b.exponential_);
  }
  friend LogRational operator-(const LogRational& a, const LogRational& b) {
    return LogRational(a.exponential_ / b.exponential_);
  }
  friend LogRational maximum(const LogRational& a, const LogRational& b) {
    return LogRational(maximum(a.exponential_, b.exponential_));
  }
  friend bool operator==(const LogRational&, const LogRational&) = default;

 private:
  explicit LogRational(Rational exponential) : exponential_(std::move(exponential)) {}

  Rational exponential_;
};

LogRational logarithm(const Rational& x);

inline double plain(const LogRational& x) { return std::log(plain(exponential(x))); }

}  // namespace lookback
