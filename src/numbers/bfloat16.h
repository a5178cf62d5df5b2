#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace lookback {

// A number of eight significant bits with float's range, rounded to the nearest (ties to even) after every
// operation. Computing in double first does not round twice: 53 bits are more than twice eight and two
// (Figueroa 1995).
class BFloat16 {
 public:
  BFloat16() = default;
  explicit BFloat16(double value) : value_(static_cast<float>(nearest(value))) {}

  float value() const { return value_; }

  friend BFloat16 operator+(BFloat16 a, BFloat16 b) { return BFloat16(a.wide() + b.wide()); }
  friend BFloat16 operator-(BFloat16 a, BFloat16 b) { return BFloat16(a.wide() - b.wide()); }
  friend BFloat16 operator*(BFloat16 a, BFloat16 b) { return BFloat16(a.wide() * b.wide()); }
  friend BFloat16 operator/(BFloat16 a, BFloat16 b) { return BFloat16(a.wide() / b.wide()); }
  friend BFloat16 operator-(BFloat16 a) { return BFloat16(-a.wide()); }

  friend BFloat16 maximum(BFloat16 a, BFloat16 b) { return a.value_ < b.value_ ? b : a; }
  friend BFloat16 minimum(BFloat16 a, BFloat16 b) { return b.value_ < a.value_ ? b : a; }
  friend BFloat16 absolute(BFloat16 x) { return BFloat16(std::abs(x.wide())); }
  friend BFloat16 accumulate(BFloat16 sum, BFloat16 a, BFloat16 b) { return sum + a * b; }

  friend BFloat16 exponential(BFloat16 x) { return BFloat16(std::exp(x.wide())); }
  friend BFloat16 logarithm(BFloat16 x) { return BFloat16(std::log(x.wide())); }
  friend BFloat16 hyperbolic_tangent(BFloat16 x) { return BFloat16(std::tanh(x.wide())); }
  friend BFloat16 square_root(BFloat16 x) { return BFloat16(std::sqrt(x.wide())); }
  friend BFloat16 elu_plus_one(BFloat16 x) { return x.value_ > 0 ? x + BFloat16(1) : exponential(x); }

  friend bool operator==(const BFloat16&, const BFloat16&) = default;

 private:
  double wide() const { return value_; }

  static double nearest(double x) {
    constexpr int dropped = 52 - 7;  // of a double's fraction bits
    constexpr double smallest_normal = 0x1p-126;
    constexpr double spacing_below = 0x1p-133;
    if (!std::isfinite(x)) {
      return x;
    }
    if (std::abs(x) < smallest_normal) {
      return std::nearbyint(x / spacing_below) * spacing_below;
    }
    auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t last_kept = bits >> dropped & 1;
    bits += (std::uint64_t{1} << (dropped - 1)) - 1 + last_kept;
    bits &= ~((std::uint64_t{1} << dropped) - 1);
    const auto rounded = std::bit_cast<double>(bits);
    return std::abs(rounded) < 0x1p128 ? rounded : std::copysign(HUGE_VAL, rounded);
  }

  float value_ = 0;
};

inline double plain(BFloat16 x) { return x.value(); }

}  // namespace lookback
