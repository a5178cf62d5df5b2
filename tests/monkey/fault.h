#pragma once

#include <string>

namespace lookback::monkey {

// A rule that does not hold, and how. Two faults of one rule count as the same when events are left out.
struct Fault {
  std::string rule = {};
  std::string what = {};

  explicit operator bool() const { return !rule.empty(); }
};

}  // namespace lookback::monkey
