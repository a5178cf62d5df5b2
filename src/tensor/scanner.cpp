#include "tensor/scanner.h"

#include "base/ascii.h"

namespace lookback::files {
namespace {

void append_utf8(std::string& text, std::uint32_t point) {
  const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 63));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 63));
    add(0x80 | (point & 63));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 63));
    add(0x80 | (point >> 6 & 63));
    add(0x80 | (point & 63));
  }
}

}  // namespace

void Scanner::skip_blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
    ++at_;
  }
}

bool Scanner::at_end() {
  skip_blanks();
  return at_ == text_.size();
}

bool Scanner::next_is(char one) {
  skip_blanks();
  return at_ < text_.size() && text_[at_] == one;
}

bool Scanner::take(char one) {
  const bool there = next_is(one);
  at_ += there ? 1 : 0;
  return there;
}

bool Scanner::take(std::string_view word) {
  skip_blanks();
  const bool there = text_.substr(at_).starts_with(word);
  at_ += there ? word.size() : 0;
  return there;
}

std::optional<std::int64_t> Scanner::whole() {
  constexpr std::size_t most_digits = 18;
  skip_blanks();
  std::int64_t value = 0;
  std::size_t digits = 0;
  while (at_ + digits < text_.size() && is_digit(text_[at_ + digits]) && digits <= most_digits) {
    value = digits < most_digits ? value * 10 + (text_[at_ + digits] - '0') : value;
    ++digits;
  }
  if (digits == 0 || digits > most_digits) {
    return std::nullopt;
  }
  at_ += digits;
  return value;
}

std::optional<std::string> Scanner::quoted(char mark) {
  if (!take(mark)) {
    return std::nullopt;
  }
  std::string text;
  while (at_ < text_.size() && text_[at_] != mark) {
    const char next = text_[at_++];
    if (next != '\\') {
      text += next;
    } else if (!read_escape(text)) {
      return std::nullopt;
    }
  }
  return take(mark) ? std::optional(text) : std::nullopt;
}

bool Scanner::read_escape(std::string& text) {
  constexpr std::string_view letters = "\"'\\/bfnrt";
  constexpr std::string_view meanings = "\"'\\/\b\f\n\r\t";
  if (at_ == text_.size()) {
    return false;
  }
  const char letter = text_[at_++];
  if (letter != 'u') {
    const std::size_t found = letters.find(letter);
    if (found != std::string_view::npos) {
      text += meanings[found];
    }
    return found != std::string_view::npos;
  }
  const std::optional<std::uint32_t> first = read_hexadecimal();
  if (!first || (*first >= 0xDC00 && *first < 0xE000)) {
    return false;
  }
  if (*first < 0xD800 || *first >= 0xE000) {
    append_utf8(text, *first);
    return true;
  }
  if (!text_.substr(at_).starts_with("\\u")) {
    return false;
  }
  at_ += 2;
  const std::optional<std::uint32_t> second = read_hexadecimal();  // of a pair of surrogates
  if (!second || *second < 0xDC00 || *second >= 0xE000) {
    return false;
  }
  append_utf8(text, 0x10000 + ((*first & 0x3FF) << 10 | (*second & 0x3FF)));
  return true;
}

std::optional<std::uint32_t> Scanner::read_hexadecimal() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    if (at_ == text_.size()) {
      return std::nullopt;
    }
    const char c = text_[at_++];
    const std::size_t digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit == std::string_view::npos) {
      return std::nullopt;
    }
    value = value << 4 | static_cast<std::uint32_t>(digit);
  }
  return value;
}

}  // namespace lookback::files
