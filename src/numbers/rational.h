#pragma once

#include <memory>
#include <string>

namespace lookback {

// An exact fraction of whole numbers of any size. There is no exp, no square root and no infinity.
class Rational {
 public:
  Rational();
  explicit Rational(double value);  // exactly that number, which must be finite
  Rational(const Rational& other);
  Rational(Rational&& other) noexcept;
  Rational& operator=(const Rational& other);
  Rational& operator=(Rational&& other) noexcept;
  ~Rational();

  double nearest() const;
  std::string text() const;  // "-3/7"

  friend Rational operator+(const Rational& a, const Rational& b);
  friend Rational operator-(const Rational& a, const Rational& b);
  friend Rational operator*(const Rational& a, const Rational& b);
  friend Rational operator/(const Rational& a, const Rational& b);  // b must not be zero
  friend Rational operator-(const Rational& a);

  friend Rational maximum(const Rational& a, const Rational& b);
  friend Rational minimum(const Rational& a, const Rational& b);
  friend Rational absolute(const Rational& x);
  friend Rational accumulate(const Rational& sum, const Rational& a, const Rational& b);

  friend bool operator==(const Rational& a, const Rational& b);

 private:
  struct Fraction;  // of the library of big integers, which only rational.cpp sees
  explicit Rational(Fraction fraction);

  std::unique_ptr<Fraction> fraction_;
};

inline double plain(const Rational& x) { return x.nearest(); }

}  // namespace lookback
