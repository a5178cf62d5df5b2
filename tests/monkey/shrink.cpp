#include "monkey/shrink.h"

#include <algorithm>

namespace lookback::monkey {
namespace {

Events without(const Events& events, std::size_t first, std::size_t count) {
  Events rest(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(first));
  const std::size_t end = std::min(events.size(), first + count);
  rest.insert(rest.end(), events.begin() + static_cast<std::ptrdiff_t>(end), events.end());
  return rest;
}

}  // namespace

Events shrunk(Events events, const std::function<bool(const Events&)>& fails) {
  std::size_t piece = std::max<std::size_t>(1, events.size() / 2);
  for (;;) {
    bool fewer = false;
    for (std::size_t end = events.size(); end > 0 && !events.empty();) {  // what came last is needed least
      const std::size_t first = end > piece ? end - piece : 0;
      Events rest = without(events, first, end - first);
      if (fails(rest)) {
        events = std::move(rest);
        fewer = true;
      }
      end = first;
    }
    if (piece == 1 && !fewer) {
      return events;
    }
    if (!fewer || piece > events.size()) {
      piece = std::max<std::size_t>(1, piece / 2);
    }
  }
}

}  // namespace lookback::monkey
