#include "base/percent.h"

#include "base/format.h"
#include "base/utf8.h"

namespace lookback {
namespace {

constexpr std::string_view hexadecimal = "0123456789ABCDEF";

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// The value of a hexadecimal digit, or -1.
int digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += hexadecimal[byte >> 4];
    result += hexadecimal[byte & 15];
  }
  return result;
}

Expected<std::string> percent_decode(std::string_view text, std::string_view where) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return fail("In " + std::string(where) + ", " + in_quotes(text.substr(i, 3)) +
                  " is no character: after % two digits 0–9 or A–F are needed. The link may have been cut.");
    }
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_utf8(result)) {
    return fail("The text of " + std::string(where) +
                " is not readable (UTF-8 is accepted). The link may have been cut.");
  }
  return result;
}

}  // namespace lookback
