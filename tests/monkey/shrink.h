#pragma once

#include <functional>

#include "monkey/event.h"

namespace lookback::monkey {

// Fewer events with which it still fails, none of which can be left out: delta debugging (Zeller and
// Hildebrandt 2002), ending with single events. `fails` holds for what is given.
Events shrunk(Events events, const std::function<bool(const Events&)>& fails);

}  // namespace lookback::monkey
