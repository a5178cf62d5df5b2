#pragma once

#include <cstdint>

namespace lookback {

// What a computation of one head of one sequence costs, counted while it runs.
//
// Conventions: an accumulator starts at zero and every accumulation is one add, so a dot product of length
// n is n mul and n add; `mac` counts those pairs, which are included in mul and add. A maximum over n
// numbers is n cmp. Hidden pairs are skipped, not computed and thrown away. Sizes are in numbers, not bytes.
struct Cost {
  std::int64_t tokens_projected = 0;
  std::int64_t score_dot_products = 0;
  std::int64_t mac = 0;
  std::int64_t mul = 0;
  std::int64_t add = 0;
  std::int64_t exp = 0;
  std::int64_t div = 0;
  std::int64_t cmp = 0;
  std::int64_t log = 0;
  std::int64_t tanh = 0;
  std::int64_t sqrt = 0;
  std::int64_t phi = 0;
  std::int64_t row_tile_visits = 0;
  std::int64_t state_read = 0;
  std::int64_t state_written = 0;
  std::int64_t state_held = 0;
  std::int64_t scores_held = 0;
  std::int64_t scores_moved = 0;
  std::int64_t accumulators_held = 0;
  std::int64_t sequential_depth = 0;

  friend bool operator==(const Cost&, const Cost&) = default;
};

}  // namespace lookback
