#include "studies/materialise/sizes.h"

#include <algorithm>

#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::materialise {
namespace {

// What the mechanism's closed forms are linear in, for one head. Only masks that need no look at every row.
softmax_attention::Work work_of(const Sizes& sizes) {
  softmax_attention::Work work;
  work.tokens = sizes.tokens;
  work.pairs = softmax_attention::pairs(sizes.causal ? Mask::causal() : Mask::none(), sizes.tokens);
  work.square = std::int64_t{sizes.tokens} * sizes.tokens;
  work.largest_square = work.square;
  work.rows = sizes.tokens;
  work.row_tile_visits = static_cast<std::int64_t>(row_tile_visits(sizes.tokens, sizes.causal));
  return work;
}

double count_heads(const Sizes& sizes) { return sizes.batch * sizes.heads; }

Footprint of_all_heads(const Sizes& sizes, const Cost& head) {
  const double heads = count_heads(sizes);
  return {.scores_moved = heads * static_cast<double>(head.scores_moved),
          .macs_per_product = heads * static_cast<double>(head.mac) / 2,  // d_k = d_v
          .exponentials = heads * static_cast<double>(head.exp)};
}

}  // namespace

double key_rows_loaded(int tokens, bool causal) {
  double rows = 0;
  for (std::int64_t first = 0; first < tokens; first += tile_side) {
    const std::int64_t last = std::min<std::int64_t>(first + tile_side, tokens);
    const std::int64_t tiles = (last + tile_side - 1) / tile_side;
    rows += static_cast<double>(causal ? std::min<std::int64_t>(tokens, tiles * tile_side) : tokens);
  }
  return rows;
}

double row_tile_visits(int tokens, bool causal) {
  const int full = tokens / tile_side;
  const double whole = full;
  const double rest = tokens - full * tile_side;
  return causal ? tile_side * whole * (whole + 1) / 2 + rest * (whole + 1)
                : tokens * (whole + (rest > 0 ? 1 : 0));
}

Footprint classic(const Sizes& sizes) {
  const Cost head = softmax_attention::materialised_cost(work_of(sizes), sizes.width, sizes.width, true);
  Footprint result = of_all_heads(sizes, head);
  result.scores_held = count_heads(sizes) * static_cast<double>(head.scores_held);
  result.inputs_read = count_heads(sizes) * 3 * sizes.tokens * sizes.width;
  return result;
}

Footprint tiled(const Sizes& sizes) {
  const Cost head =
      softmax_attention::online_cost(work_of(sizes), tile_side, sizes.tokens, sizes.width, sizes.width, true);
  Footprint result = of_all_heads(sizes, head);
  const double rows = std::min(tile_side, sizes.tokens);
  result.scores_held = rows * static_cast<double>(head.scores_held);
  result.running_held = static_cast<double>(head.accumulators_held - sizes.width) * sizes.tokens;
  result.inputs_read =
      count_heads(sizes) * sizes.width * (sizes.tokens + 2 * key_rows_loaded(sizes.tokens, sizes.causal));
  return result;
}

}  // namespace lookback::materialise
