#include "base/format.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/ascii.h"
#include "base/few_digits.h"
#include "base/say.h"
#include "base/utf8.h"

namespace lookback {
namespace {

constexpr std::string_view minus_sign = "−";
constexpr std::string_view narrow_space = "\u202f";

std::string printed(const char* format, int digits, double value) {
  std::array<char, 400> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, digits, value);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string with_minus_sign(std::string text) {
  if (text.starts_with('-')) {
    text.replace(0, 1, minus_sign);
  }
  return text;
}

// Where there is no doubt how it is rounded, and the number has few digits: much faster than the library,
// which is always exact.
std::optional<std::string> plainly_fixed(double value, int digits) {
  constexpr std::array<double, 4> powers = {1, 10, 100, 1000};
  constexpr double most = 1e8;
  constexpr double doubt = 1e-6;  // more than the product's error
  if (digits < 0 || digits >= std::ssize(powers)) {
    return std::nullopt;
  }
  const double scaled = std::abs(value) * powers[static_cast<std::size_t>(digits)];
  if (!(scaled < most)) {
    return std::nullopt;
  }
  const double whole = std::floor(scaled);
  const double rest = scaled - whole;
  if (std::abs(rest - 0.5) < doubt) {
    return std::nullopt;
  }
  const int number = static_cast<int>(whole) + (rest > 0.5 ? 1 : 0);
  std::string text = std::to_string(number);
  if (digits > 0) {
    const auto least = static_cast<std::size_t>(digits) + 1;
    text.insert(0, text.size() < least ? least - text.size() : 0, '0');
    text.insert(text.size() - static_cast<std::size_t>(digits), 1, '.');
  }
  return value < 0 && number > 0 ? std::string(minus_sign) + text : text;
}

// How many characters at the front of `text` are one decimal number: [sign] digits [. digits] [e digits].
std::size_t decimal_length(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) {
      ++i;
    }
    return i - start;
  };
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
    ++i;
  }
  std::size_t mantissa = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    mantissa += digits();
  }
  if (mantissa == 0) {
    return 0;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::size_t before = i++;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
      ++i;
    }
    if (digits() == 0) {
      i = before;
    }
  }
  return i;
}

double decimal(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

// People paste the typographic minus that we print ourselves.
std::string with_ascii_minus(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = text.find(minus_sign); at != std::string_view::npos; at = text.find(minus_sign)) {
    result += text.substr(0, at);
    result += '-';
    text.remove_prefix(at + minus_sign.size());
  }
  return result.append(text);
}

}  // namespace

std::string shortest(double value) {
  if (std::optional<std::string> text = few_digits(value)) {
    return *std::move(text);
  }
  for (const int digits : {15, 16}) {
    std::string text = printed("%.*g", digits, value);
    if (decimal(text) == value) {
      return text;
    }
  }
  return printed("%.*g", 17, value);
}

std::string fixed(double value, int digits) {
  if (std::optional<std::string> text = plainly_fixed(value, digits)) {
    return *std::move(text);
  }
  std::string text = printed("%.*f", digits, value);
  // A number that rounds to zero has no sign.
  if (text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')) {
    text.erase(0, 1);
  }
  return with_minus_sign(std::move(text));
}

std::string brief(double value) {
  if (std::isinf(value)) {
    return value > 0 ? "∞" : "−∞";
  }
  return with_minus_sign(printed("%.*g", 4, value == 0 ? 0 : value));
}

std::string grouped(std::int64_t count) {
  std::string digits = std::to_string(count < 0 ? -count : count);
  if (digits.size() > 4) {
    for (std::size_t at = digits.size(); at > 3;) {
      at -= 3;
      digits.insert(at, narrow_space);
    }
  }
  return count < 0 ? std::string(minus_sign) + digits : digits;
}

std::string subscript(int number) {
  std::string result;
  for (const char digit : std::to_string(number)) {
    result += "\xe2\x82";  // U+2080 to U+2089 are the subscript digits
    result += static_cast<char>(0x80 + (digit - '0'));
  }
  return result;
}

Expected<double> parse_number(std::string_view text) {
  const std::string plain = with_ascii_minus(trimmed(text));
  if (plain.empty()) {
    return fail(say("Nothing was typed. A number such as 0.5, -2, 1e3 or 2/3 is accepted."));
  }
  const std::string_view all = plain;
  const auto broken = [&] {
    return fail(
        say("{0} is not a number. Numbers such as 0.5, -2, 1e3 or 2/3 are accepted.", in_quotes(text)));
  };
  const std::size_t length = decimal_length(all);
  if (length == 0) {
    return broken();
  }
  double value = decimal(all.substr(0, length));
  std::string_view rest = trimmed(all.substr(length));
  if (!rest.empty()) {
    if (rest.front() != '/') {
      return broken();
    }
    rest = trimmed(rest.substr(1));
    if (rest.empty() || decimal_length(rest) != rest.size()) {
      return broken();
    }
    const double denominator = decimal(rest);
    if (denominator == 0) {
      return fail(say("{0} divides by zero. A number such as 2/3 is accepted.", in_quotes(text)));
    }
    value /= denominator;
  }
  if (!std::isfinite(value)) {
    return fail(say("{0} is too large to be held. Numbers such as 0.5, -2, 1e3 or 2/3 are accepted.",
                    in_quotes(text)));
  }
  return value == 0 ? 0.0 : value;  // no negative zero
}

Expected<int> parse_whole(std::string_view text, std::string_view what, int minimum, int maximum) {
  const std::string_view digits = trimmed(text);
  bool whole = !digits.empty() && digits.size() <= 9;
  int value = 0;
  for (const char c : digits) {
    whole = whole && is_digit(c);
    value = whole ? value * 10 + (c - '0') : 0;
  }
  if (!whole || value < minimum || value > maximum) {
    return fail(say("{0} is {1}, but must be a whole number from {2} to {3}.", what, in_quotes(text), minimum,
                    maximum));
  }
  return value;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() > longest) {
    std::size_t end = longest;
    while (end > 0 && is_continuation(text[end])) {
      --end;
    }
    return "“" + printable(text.substr(0, end)) + "…”";
  }
  return "“" + printable(text) + "”";
}

std::string plural(std::string_view one, std::string_view many, std::int64_t count) {
  return say(count == 1 ? one : many, grouped(count));
}

}  // namespace lookback
