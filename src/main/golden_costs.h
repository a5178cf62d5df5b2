#pragma once

#include "main/golden.h"

namespace lookback {

// Above so many multiplications and additions a case is not counted by running it: its closed form, which
// equals the counts wherever both are taken, stands alone.
inline constexpr std::int64_t most_counted = 1'000'000'000;

// Runs the cases of a golden costs.json (tests/golden/README.md): the registered form that each names, with
// the counting scalar, and its closed form beside it. Every count and every memory figure must be equal; a
// count that a case leaves out must be zero.
Expected<std::vector<GoldenResult>> run_golden_costs(const std::string& path,
                                                     std::int64_t most = most_counted);

}  // namespace lookback
