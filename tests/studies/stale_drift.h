#pragma once

namespace lookback::testing {

// More than rounding: a key or a value that is stale differs from the right one by more.
inline constexpr double visible_drift = 1e-6;

}  // namespace lookback::testing
