#pragma once

#include <string>
#include <string_view>

namespace lookback {

// The text of a file as UTF-8 without a byte order mark: from UTF-8, from UTF-16 with a byte order mark, and
// whatever else it is, from Windows-1252, in which spreadsheets write files where they are not told
// otherwise.
std::string utf8_of_file(std::string_view bytes);

}  // namespace lookback
