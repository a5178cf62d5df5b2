#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace lookback {

// Everything but letters, digits and - . _ ~ as %XX (RFC 3986).
std::string percent_encode(std::string_view text);

// Adds a piece of a fragment as we would write it: %XX for just what needs it. Separators (, ; : =) that
// stand as %XX, and those that do not, stay so.
void append_normal(std::string& text, std::string_view piece);

// The text behind %XX; `where` names the place in the sentence of an error. The result is UTF-8.
Expected<std::string> percent_decode(std::string_view text, std::string_view where);

}  // namespace lookback
