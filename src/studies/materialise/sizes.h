#pragma once

#include "tensor/mask.h"

namespace lookback::materialise {

// [B, H, S, d] and the bytes of a number.
struct Sizes {
  double batch = 1;
  double heads = 1;
  int tokens = 1;
  int width = 1;
  double bytes_per_number = 4;
  bool causal = false;
};

// The tiles of FlashAttention, B_r queries by B_c keys.
inline constexpr int tile_side = 64;

// One pass over all heads. Doubles, because B H S² alone can be more than 2^63; exact up to 2^53.
struct Footprint {
  double scores_held = 0;       // numbers, at once
  double running_held = 0;      // m and l of the rows of one head, numbers
  double scores_moved = 0;      // numbers: the product writes, softmax reads and writes, the product reads
  double inputs_read = 0;       // of Q, K and V, numbers
  double macs_per_product = 0;  // Q Kᵀ, and as many again for A V
  double exponentials = 0;
};

Footprint classic(const Sizes& sizes);
Footprint tiled(const Sizes& sizes);

// Rows of K and V that the tiled form loads for one head: all once for each tile of queries.
double key_rows_loaded(int tokens, bool causal);

// Visits of a row to a tile of keys: each but the first may rescale what the row has summed up.
double row_tile_visits(int tokens, bool causal);

}  // namespace lookback::materialise
