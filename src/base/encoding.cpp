#include "base/encoding.h"

#include <cstdint>

#include "base/utf8.h"

namespace lookback {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;

void append(std::string& text, std::uint32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
    return;
  }
  const int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned char heads[] = {0, 0xC0, 0xE0, 0xF0};
  text += static_cast<char>(heads[tail] | (c >> (6 * tail)));
  for (int i = tail - 1; i >= 0; --i) {
    text += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
  }
}

// `high` is the place of the more significant byte in a pair.
std::string of_utf16(std::string_view bytes, std::size_t high) {
  std::string text;
  const auto unit = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + high])) << 8 |
           static_cast<unsigned char>(bytes[at + 1 - high]);
  };
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    std::uint32_t c = unit(at);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
        unit(at + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    append(text, c >= 0xD800 && c < 0xE000 ? replacement : c);
  }
  return text;
}

std::string of_windows_1252(std::string_view bytes) {
  // 0x80 to 0x9F; 0 where there is no character.
  constexpr std::uint16_t upper[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string text;
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    const std::uint32_t there = c >= 0x80 && c < 0xA0 ? upper[c - 0x80] : c;
    append(text, there == 0 && c != 0 ? replacement : there);
  }
  return text;
}

}  // namespace

std::string utf8_of_file(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) {
    return of_utf16(bytes, 1);
  }
  if (bytes.starts_with("\xFE\xFF")) {
    return of_utf16(bytes, 0);
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
  }
  return is_utf8(bytes) ? std::string(bytes) : of_windows_1252(bytes);
}

}  // namespace lookback
