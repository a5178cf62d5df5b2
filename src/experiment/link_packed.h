#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "experiment/link_entries.h"
#include "experiment/link_fields.h"

// The packed form of a link: what the readable one says, as bits in base64url. A count of entries, then each:
// its kind (2 bits), its key (length, bytes of 8 bits), and
//   0 a text      length, bytes
//   1 names       their count, each a text
//   2 numbers     rows, columns, decimals d (4 bits), width w (6 bits), then row by row w bits each: m in
//   two's
//                 complement for m / 10^d, or 100…0, after which all 64 bits of a double follow
//   3 mask bits   rows, columns, one bit each
// Counts and lengths are written in fives of bits, the lowest first, each behind a bit that is 1 when more
// follow. Zeros fill up the last letter.
namespace lookback {

inline constexpr std::string_view packed_key = "z";

std::string pack(const std::vector<LinkEntry>& entries);

// Adds what was packed to the fields, as far as it can be read; an error when that is not to the end.
Expected<void> unpack(std::string_view packed, LinkFields& fields);

}  // namespace lookback
