#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lookback::monkey {

// The files that the monkey opens: good ones, among them one that is larger than the board, and broken ones.
std::span<const std::string_view> file_names();

// The bytes of the file of that name.
std::string bytes_of_file(std::string_view name);

}  // namespace lookback::monkey
