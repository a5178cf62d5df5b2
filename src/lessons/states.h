#pragma once

#include <map>

#include "lessons/opened.h"

namespace lookback::lessons {

// The states of links, each opened once.
class States {
 public:
  // Null when the link does not open.
  const Opened* at(const std::string& link) { return of(link) ? &*of(link) : nullptr; }

  // Why it does not open.
  std::string refusal(const std::string& link) { return of(link) ? "" : of(link).error().sentence; }

 private:
  const Expected<Opened>& of(const std::string& link) {
    const auto found = opened_.find(link);
    return found != opened_.end() ? found->second : opened_.emplace(link, Opened::from(link)).first->second;
  }

  std::map<std::string, Expected<Opened>, std::less<>> opened_;
};

}  // namespace lookback::lessons
