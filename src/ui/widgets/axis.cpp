#include "ui/widgets/axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/format.h"

namespace lookback::ui {
namespace {

constexpr int plain_from = -3;  // powers of ten that are written out
constexpr int plain_to = 4;
constexpr double tiny = 1e-9;
constexpr double widened = 1.3;  // of a linear axis with room
constexpr double doubts = 0.2;   // of a decade: closer to the end of a log axis, the next one is taken

std::string raised(int number) {
  constexpr std::array<std::string_view, 10> digits = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = number < 0 ? "⁻" : "";
  for (const char digit : std::to_string(std::abs(number))) {
    text += digits.at(static_cast<std::size_t>(digit - '0'));
  }
  return text;
}

// A number in steps of a power of ten: written out, or as 2·10⁶.
std::string tick_text(double value, int exponent_of_step) {
  if (value == 0) {
    return "0";
  }
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + tiny));
  if (exponent >= plain_from && exponent <= plain_to) {
    return exponent_of_step < 0 ? fixed(value, -exponent_of_step)
                                : grouped(static_cast<std::int64_t>(std::llround(value)));
  }
  const std::string power = "10" + raised(exponent);
  const double mantissa = value / std::pow(10.0, exponent);
  if (std::abs(mantissa - 1) < tiny) {
    return power;
  }
  return fixed(mantissa, std::clamp(exponent - exponent_of_step, 0, 3)) + "·" + power;
}

// 1, 2 or 5 times a power of ten, at least `least`.
struct RoundStep {
  double size = 1;
  int exponent = 0;
};
RoundStep round_step(double least) {
  RoundStep step;
  step.exponent = static_cast<int>(std::floor(std::log10(least) + tiny));
  const double power = std::pow(10.0, step.exponent);
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - tiny)) {
      step.size = factor * power;
      return step;
    }
  }
  ++step.exponent;
  step.size = 10 * power;
  return step;
}

bool are_powers_of_two(std::span<const double> xs) {
  return !xs.empty() && std::ranges::all_of(xs, [](double x) {
    const double power = std::log2(x);
    return x >= 1 && std::abs(power - std::round(power)) < tiny;
  });
}

std::vector<Tick> linear_ticks(const Axis& axis, int most) {
  const RoundStep step = round_step((axis.high - axis.low) / std::max(1, most));
  std::vector<Tick> ticks;
  const auto first = static_cast<std::int64_t>(std::ceil(axis.low / step.size - tiny));
  const auto last = static_cast<std::int64_t>(std::floor(axis.high / step.size + tiny));
  for (std::int64_t i = first; i <= last; ++i) {
    const double value = static_cast<double>(i) * step.size;
    ticks.push_back({value, tick_text(value, step.exponent)});
  }
  return ticks;
}

std::vector<Tick> decade_ticks(const Axis& axis, int most) {
  const int first = static_cast<int>(std::ceil(std::log10(axis.low) - tiny));
  const int last = static_cast<int>(std::floor(std::log10(axis.high) + tiny));
  const int stride = std::max(1, (last - first + most) / std::max(1, most));
  std::vector<Tick> ticks;
  const bool between = last - first < 2 && most > 3;
  for (int exponent = first - 1; exponent <= last; ++exponent) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, exponent);
      const bool wanted = factor == 1 ? (exponent - first) % stride == 0 : between;
      if (wanted && axis.shows(value)) {
        ticks.push_back({value, tick_text(value, exponent)});
      }
    }
  }
  return ticks;
}

}  // namespace

double Axis::part_of(double value) const {
  if (!log) {
    return (value - low) / (high - low);
  }
  return value > 0 ? std::log(value / low) / std::log(high / low) : std::numeric_limits<double>::quiet_NaN();
}

double Axis::value_at(double part) const {
  return log ? low * std::pow(high / low, part) : low + part * (high - low);
}

bool Axis::shows(double value) const {
  const double part = part_of(value);
  return part >= -tiny && part <= 1 + tiny;
}

Axis axis_along(std::span<const double> xs, bool log) {
  if (xs.empty()) {
    return {};
  }
  Axis axis{xs.front(), xs.back(), log && xs.front() > 0};
  if (axis.high <= axis.low) {
    axis.low = axis.log ? axis.low / 2 : axis.low - 1;
    axis.high = axis.log ? axis.high * 2 : axis.high + 1;
  }
  return axis;
}

Axis axis_around(double low, double high, bool log, bool room) {
  if (log) {
    if (!(low > 0) || !std::isfinite(high) || high < low) {
      return {1, 10, true};
    }
    const double space = room ? 1 - doubts : 0;
    const double first = std::floor(std::log10(low) + tiny - space);
    const double last = std::max(std::ceil(std::log10(high) - tiny + space), first + 1);
    return {std::pow(10.0, first), std::pow(10.0, last), true};
  }
  low = std::isfinite(low) ? std::min(low, 0.0) : 0;
  high = std::isfinite(high) ? std::max(high, 0.0) : 0;
  if (high - low <= 0) {
    return {0, 1, false};
  }
  high *= room ? widened : 1;
  constexpr int steps = 5;
  const double step = round_step((high - low) / steps).size;
  return {std::floor(low / step + tiny) * step, std::ceil(high / step - tiny) * step, false};
}

std::vector<Tick> ticks_of(const Axis& axis, int most, std::span<const double> xs) {
  if (!axis.log) {
    return linear_ticks(axis, most);
  }
  if (!are_powers_of_two(xs)) {
    return decade_ticks(axis, most);
  }
  std::vector<Tick> ticks;
  const std::size_t stride =
      (xs.size() + static_cast<std::size_t>(most) - 1) / static_cast<std::size_t>(most);
  for (std::size_t i = 0; i < xs.size(); i += std::max<std::size_t>(stride, 1)) {
    ticks.push_back({xs[i], grouped(static_cast<std::int64_t>(xs[i]))});
  }
  return ticks;
}

double rounded_to_three(double value) {
  if (value == 0 || !std::isfinite(value)) {
    return 0;
  }
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  const double unit = std::pow(10.0, std::abs(exponent - 2));
  return exponent >= 2 ? std::round(value / unit) * unit : std::round(value * unit) / unit;
}

}  // namespace lookback::ui
