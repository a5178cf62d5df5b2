#pragma once

#include <string>

#include "studies/stale_cache/choice.h"
#include "studies/stale_cache/comparison.h"

namespace lookback::stale_cache {

// What the differences are so far, and why they are zero where they are.
std::string finding(const Choice& choice, const Comparison& comparison);

}  // namespace lookback::stale_cache
