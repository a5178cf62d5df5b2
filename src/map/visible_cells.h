#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/attention.h"

// How many cells of a block are visible, without looking at them.
namespace lookback::map {

struct Block {
  std::int64_t first_query = 0;
  std::int64_t end_query = 0;
  std::int64_t first_key = 0;
  std::int64_t end_key = 0;

  std::int64_t cells() const { return (end_query - first_query) * (end_key - first_key); }
};

// Σ_{n ≤ most} min(max(n, 0), width).
inline std::int64_t clipped_sum(std::int64_t most, std::int64_t width) {
  if (most <= 0) {
    return 0;
  }
  return most <= width ? most * (most + 1) / 2 : width * (width + 1) / 2 + (most - width) * width;
}

// Pairs of the block with key − query ≤ difference: row a of it has min(max(a + n, 0), width) of them, n =
// difference + first_query − first_key + 1.
inline std::int64_t pairs_up_to(const Block& block, std::int64_t difference) {
  const std::int64_t height = block.end_query - block.first_query;
  const std::int64_t width = block.end_key - block.first_key;
  const std::int64_t before = difference + block.first_query - block.first_key;
  return clipped_sum(before + height, width) - clipped_sum(before, width);
}

inline std::int64_t visible_cells(const kernels::VisibleKeys& visible, const Block& block) {
  if (block.end_query <= block.first_query || block.end_key <= block.first_key) {
    return 0;
  }
  return pairs_up_to(block, visible.right + visible.offset) -
         pairs_up_to(block, visible.offset - visible.left - 1);
}

}  // namespace lookback::map
