#include "numbers/rational.h"

#include <cmath>
#include <cstdlib>
#include <exception>
#include <utility>

#include "base/assert.h"

// Without the rest of Boost, of which it needs nothing but what a newer version brings along.
#define BOOST_MP_STANDALONE
#include <boost/multiprecision/cpp_int.hpp>

#if __has_include(<boost/throw_exception.hpp>)
#include <boost/throw_exception.hpp>
// The core has no exceptions, so what Boost would throw ends the program.
namespace boost {
void throw_exception(const std::exception& /*error*/) { std::abort(); }
void throw_exception(const std::exception& /*error*/, const source_location& /*where*/) { std::abort(); }
}  // namespace boost
#endif

namespace lookback {

namespace mp = boost::multiprecision;

struct Rational::Fraction {
  mp::number<mp::cpp_rational_backend, mp::et_off> value;
};

Rational::Rational() : Rational(Fraction{}) {}
Rational::Rational(double value) : Rational(Fraction{}) {
  LOOKBACK_ASSERT(std::isfinite(value));
  fraction_->value.assign(value);
}
Rational::Rational(Fraction fraction) : fraction_(std::make_unique<Fraction>(std::move(fraction))) {}
Rational::Rational(const Rational& other) : Rational(*other.fraction_) {}
Rational::Rational(Rational&& other) noexcept = default;
Rational& Rational::operator=(const Rational& other) {
  *this = Rational(other);
  return *this;
}
Rational& Rational::operator=(Rational&& other) noexcept = default;
Rational::~Rational() = default;

double Rational::nearest() const { return fraction_->value.convert_to<double>(); }
std::string Rational::text() const { return fraction_->value.str(); }

Rational operator+(const Rational& a, const Rational& b) {
  return Rational({a.fraction_->value + b.fraction_->value});
}
Rational operator-(const Rational& a, const Rational& b) {
  return Rational({a.fraction_->value - b.fraction_->value});
}
Rational operator*(const Rational& a, const Rational& b) {
  return Rational({a.fraction_->value * b.fraction_->value});
}
Rational operator/(const Rational& a, const Rational& b) {
  LOOKBACK_ASSERT(!b.fraction_->value.is_zero());
  return Rational({a.fraction_->value / b.fraction_->value});
}
Rational operator-(const Rational& a) { return Rational({-a.fraction_->value}); }

Rational maximum(const Rational& a, const Rational& b) {
  return a.fraction_->value < b.fraction_->value ? b : a;
}
Rational minimum(const Rational& a, const Rational& b) {
  return b.fraction_->value < a.fraction_->value ? b : a;
}
Rational absolute(const Rational& x) { return x.fraction_->value < 0 ? -x : x; }
Rational accumulate(const Rational& sum, const Rational& a, const Rational& b) { return sum + a * b; }

bool operator==(const Rational& a, const Rational& b) { return a.fraction_->value == b.fraction_->value; }

}  // namespace lookback
