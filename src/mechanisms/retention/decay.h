#pragma once

#include <cmath>

namespace lookback::retention {

// γ_h = 1 − 2^(−5−h) of head h, from 0 (Sun et al. 2023, eq. 8).
inline double decay_of_head(int head) { return 1 - std::exp2(-5 - head); }

}  // namespace lookback::retention
