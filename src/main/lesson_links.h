#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lookback::lessons {

// A link that was handed in.
struct HandedIn {
  std::string name;  // of who did; "line 3" where the list names nobody
  std::string link;
  std::optional<std::uint64_t> seed;  // which variant; from the list, else from the link's address
  std::string lesson = {};            // whose address it is; empty: it does not say
  std::string problem = {};           // why the row cannot be used; empty: it can
  std::string remark = {};            // worth knowing although it can be used
};

struct HandedInList {
  std::vector<HandedIn> rows;
  char separator = ',';  // of the list
};

// A list of links: one on each line, or a CSV whose first line names the columns: link, and as they are there
// name and seed, in any order and among others.
Expected<HandedInList> read_links(std::string_view file);

// Largest seed that the page takes.
inline constexpr int largest_seed = 999'999'999;

}  // namespace lookback::lessons
