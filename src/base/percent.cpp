#include "base/percent.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "base/say.h"
#include "base/utf8.h"

namespace lookback {
namespace {

constexpr std::string_view hexadecimal = "0123456789ABCDEF";
constexpr std::string_view separators = ",;:=";

bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// The value of a hexadecimal digit, or -1.
int digit(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The byte of the %XX at the front of a text, or -1.
int escaped(std::string_view text) {
  const bool is_escape = text.size() > 2 && text.front() == '%';
  const int high = is_escape ? digit(text[1]) : -1;
  const int low = is_escape ? digit(text[2]) : -1;
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void append_encoded(std::string& text, char c) {
  if (is_unreserved(c)) {
    text += c;
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  text += '%';
  text += hexadecimal[byte >> 4];
  text += hexadecimal[byte & 15];
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string result;
  for (const char c : text) {
    append_encoded(result, c);
  }
  return result;
}

void append_normal(std::string& text, std::string_view piece) {
  while (!piece.empty()) {
    const auto plain =
        std::ranges::find_if_not(piece, [](char c) { return is_unreserved(c) || separators.contains(c); });
    const auto length = static_cast<std::size_t>(plain - piece.begin());
    text += piece.substr(0, length);
    piece.remove_prefix(length);
    if (!piece.empty()) {
      const int byte = escaped(piece);
      append_encoded(text, byte < 0 ? piece.front() : static_cast<char>(byte));
      piece.remove_prefix(byte < 0 ? 1 : 3);
    }
  }
}

Expected<std::string> percent_decode(std::string_view text, std::string_view where) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const int byte = escaped(text.substr(i));
    if (byte < 0) {
      return fail(
          say("In {0}, {1} is no character: after % two digits 0–9 or A–F are needed. The link may have been "
              "cut.",
              where, in_quotes(text.substr(i, 3))));
    }
    result += static_cast<char>(byte);
    i += 2;
  }
  if (!is_utf8(result)) {
    return fail(
        say("The text of {0} is not readable (UTF-8 is accepted). The link may have been cut.", where));
  }
  return result;
}

}  // namespace lookback
