#pragma once

#include <cstdint>

namespace lookback {

// 1 + 2 + … + n
constexpr std::int64_t triangular(std::int64_t n) { return n * (n + 1) / 2; }

// The sum of the first n triangular numbers: the visible pairs of causal passes at lengths 1 to n.
constexpr std::int64_t tetrahedral(std::int64_t n) { return n * (n + 1) * (n + 2) / 6; }

// 1 + 4 + … + n²: the pairs of bidirectional passes at lengths 1 to n.
constexpr std::int64_t square_pyramidal(std::int64_t n) { return n * (n + 1) * (2 * n + 1) / 6; }

}  // namespace lookback
