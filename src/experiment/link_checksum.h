#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

// A link that was made holds c=x and eight hexadecimal digits: the CRC-32 of the fragment without that part.
// A link typed by hand holds none.
namespace lookback {

inline constexpr std::string_view checksum_key = "c";

// The fragment with its checksum behind its first part, version=1.
std::string with_checksum(std::string_view fragment);

// An error when the fragment holds a checksum of something else. Characters that a program wrote as %XX on
// the way, or the other way round, count as the same where they mean the same.
Expected<void> check_checksum(std::string_view fragment);

}  // namespace lookback
