#pragma once

#include <string>
#include <string_view>

namespace lookback {

// The second and later bytes of a character.
constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text);

// Contains a control character (below U+0020, U+007F, or U+0080 to U+009F).
bool has_control(std::string_view text);

int character_count(std::string_view text);

// The text with everything that is not well-formed or is a control character replaced by U+FFFD.
std::string printable(std::string_view text);

}  // namespace lookback
