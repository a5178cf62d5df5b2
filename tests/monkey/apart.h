#pragma once

#include <functional>
#include <string>

namespace lookback::monkey {

// How a process of its own ended.
struct Ending {
  std::string answer;  // of the call
  std::string told;    // what it told on the way, also when it died
  std::string died;    // the line that says why it did; empty when it answered
};

using Tell = std::function<void(const std::string&)>;

// Calls it in a process of its own, which has ten minutes from one thing that it tells to the next.
Ending apart(const std::function<std::string(const Tell&)>& call);

}  // namespace lookback::monkey
