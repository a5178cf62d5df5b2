#include "base/few_digits.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace lookback {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int power_bits = 72;   // so that a double's 53 bits times as many can be doubled twice
constexpr int least_count = 15;  // of digits
constexpr int most_count = 17;
constexpr std::uint64_t least_whole = 100'000'000'000'000;  // of the least count
constexpr std::uint64_t least_fraction = std::uint64_t{1} << 52U;

constexpr Wide distance(Wide a, Wide b) { return a > b ? a - b : b - a; }

// A number times 10^decimals: product · 2^−shift. Exact as long as 5^decimals has room; the bits dropped then
// make both it and the product too small by at most `error`.
struct Scaled {
  std::uint64_t fraction = 0;  // the number itself is fraction · 2^exponent
  int exponent = 0;
  int decimals = 0;
  Wide power = 1;   // 5^decimals: what a unit of the fraction is in the product
  int dropped = 0;  // of the power's bits
  Wide product = 0;
  Wide error = 0;
  int shift = 0;

  Scaled(double size, int times) {
    const auto bits = std::bit_cast<std::uint64_t>(size);
    exponent = static_cast<int>(bits >> 52U) - 1075;
    fraction = (bits & (least_fraction - 1)) | least_fraction;
    scale(times);
  }

  // By 10^times more.
  void scale(int times) {
    for (; times > 0; --times, ++decimals) {
      power *= 5;
      for (; power >> power_bits != 0; ++dropped) {
        power >>= 1;
      }
    }
    product = power * fraction;
    error = dropped == 0 ? 0 : Wide{fraction} * static_cast<unsigned>(2 * decimals);
    shift = -(exponent + decimals) - dropped;
  }

  std::uint64_t whole() const { return static_cast<std::uint64_t>(product >> shift); }

  // To the nearest, halves to even.
  std::optional<std::uint64_t> rounded() const {
    const Wide rest = product - (Wide{whole()} << shift);
    const Wide half = Wide{1} << (shift - 1);
    if (error != 0 && distance(rest, half) <= error) {
      return std::nullopt;
    }
    return whole() + (rest > half || (rest == half && whole() % 2 == 1) ? 1 : 0);
  }

  // Whether these digits are nearer to this number than to its neighbours, of which the one below a power of
  // two is half as far away. Half-way is none of them: 5^decimals is odd.
  std::optional<bool> is_read_from(std::uint64_t digits) const {
    const Wide there = Wide{digits} << shift;
    const bool near_neighbour = fraction == least_fraction && there < product;
    const Wide reach = distance(there, product) * (near_neighbour ? 4 : 2);
    if (error != 0 && distance(reach, power) <= 8 * error) {
      return std::nullopt;
    }
    return reach < power;
  }
};

// How many digits stand before the point, less the zeros that follow it; or one too many.
int digits_before_point(double size) {
  constexpr double slack = 1e-12;  // more than the error of the logarithm
  return std::min(static_cast<int>(std::floor(std::log10(size) + slack)) + 1, least_count);
}

// `point`: how many of the digits stand before it; as %g writes them.
std::string written(std::string digits, int point, bool negative) {
  digits.erase(digits.find_last_not_of('0') + 1);
  const int count = static_cast<int>(digits.size());
  std::string text = negative ? "-" : "";
  if (point <= -4) {
    const int exponent = 1 - point;
    text += digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "");
    return text + (exponent < 10 ? "e-0" : "e-") + std::to_string(exponent);
  }
  if (point <= 0) {
    return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  }
  if (count <= point) {
    return text + digits + std::string(static_cast<std::size_t>(point - count), '0');
  }
  return text + digits.insert(static_cast<std::size_t>(point), 1, '.');
}

}  // namespace

std::optional<std::string> few_digits(double value) {
  const double size = std::abs(value);
  if (!(size >= 1e-99 && size < 1e15)) {
    return std::nullopt;
  }
  int before = digits_before_point(size);
  Scaled scaled(size, least_count - before);
  if (scaled.whole() < least_whole) {
    --before;
    scaled.scale(1);
  }
  for (int count = least_count;; ++count, scaled.scale(1)) {
    const std::optional<std::uint64_t> number = scaled.rounded();
    const std::optional<bool> enough = !number || count == most_count ? true : scaled.is_read_from(*number);
    if (!number || !enough) {
      return std::nullopt;
    }
    if (*enough) {
      const std::string digits = std::to_string(*number);
      return written(digits, before + static_cast<int>(digits.size()) - count, value < 0);
    }
  }
}

}  // namespace lookback
