#pragma once

#include "kernels/attention.h"
#include "kernels/exponential.h"
#include "kernels/products.h"
#include "kernels/transpose.h"
#include "kernels/visible_scores.h"

// Tiled softmax attention (FlashAttention-2, Dao 2023, algorithm 1) with vectors over queries: a panel of
// queries is transposed once, scores are [keys, columns], and maxima, sums and masks are vertical.
namespace lookback::kernels {

inline constexpr int tile_keys = 96;
inline constexpr int block_panels = 4;

// A panel whose running maximum grows by less keeps the old one: weights stay below 2^8.
inline constexpr float tolerated_growth = 8;

// What a panel carries from tile to tile.
struct PanelState {
  float* queries;  // [d_k, columns], times σ log2 e
  float* sums;     // [d_v, columns]
  float* largest;  // [columns], in units of log 2
  float* totals;   // [columns]
};

template <class L>
LOOKBACK_INLINE PanelState panel_state(const AttentionShape& shape, float* scratch, int panel) {
  constexpr int columns = columns_of<L>;
  float* at = scratch + std::intptr_t{panel} * (shape.key_width + shape.value_width + 2) * columns;
  PanelState state{};
  state.queries = at;
  state.sums = state.queries + shape.key_width * columns;
  state.largest = state.sums + shape.value_width * columns;
  state.totals = state.largest + columns;
  return state;
}

template <class L>
LOOKBACK_APART void start_panel(const AttentionShape& shape, const PanelState& state, const float* q,
                                int count, float scale) {
  constexpr int columns = columns_of<L>;
  if (count < columns) {
    set_row<L>(state.queries, shape.key_width * columns, 0);
  }
  transpose<L>(q, shape.key_width, count, shape.key_width, scale, state.queries, columns);
  set_row<L>(state.sums, shape.value_width * columns, 0);
  for (int r = 0; r < columns; ++r) {
    state.largest[r] = minus_infinite;
    state.totals[r] = 0;
  }
}

// The running maximum takes in a tile's scores.
template <class L>
LOOKBACK_APART void take_maximum(const AttentionShape& shape, const PanelState& state, const float* scores,
                                 int keys) {
  using Floats = typename L::Floats;
  constexpr int columns = columns_of<L>;
  Floats largest[L::panel];
  LOOKBACK_UNROLL
  for (int p = 0; p < L::panel; ++p) {
    largest[p] = all<L>(minus_infinite);
  }
  for (int j = 0; j < keys; ++j) {
    LOOKBACK_UNROLL
    for (int p = 0; p < L::panel; ++p) {
      largest[p] = L::larger(load<L>(scores + j * columns + p * L::lanes), largest[p]);
    }
  }
  bool grows = false;
  LOOKBACK_UNROLL
  for (int p = 0; p < L::panel; ++p) {
    grows |= L::any(largest[p] > load<L>(state.largest + p * L::lanes) + tolerated_growth);
  }
  if (!grows) {
    return;
  }
  LOOKBACK_UNROLL
  for (int p = 0; p < L::panel; ++p) {
    const Floats old = load<L>(state.largest + p * L::lanes);
    const Floats grown = L::larger(old, largest[p]);
    const Floats base = grown == minus_infinite ? all<L>(0) : grown;
    const Floats rescale = PowerOfTwo<L>()(old - base);
    store<L>(state.largest + p * L::lanes, grown);
    if (!L::any(old > minus_infinite)) {
      continue;  // nothing has been added yet
    }
    store<L>(state.totals + p * L::lanes, load<L>(state.totals + p * L::lanes) * rescale);
    for (int c = 0; c < shape.value_width; ++c) {
      float* at = state.sums + c * columns + p * L::lanes;
      store<L>(at, load<L>(at) * rescale);
    }
  }
}

// Scores become weights, in place, and are added to the totals.
template <class L>
LOOKBACK_APART void weigh(const PanelState& state, float* scores, int keys) {
  using Floats = typename L::Floats;
  constexpr int columns = columns_of<L>;
  const PowerOfTwo<L> power_of_two;
  Floats base[L::panel];
  Floats totals[L::panel];
  LOOKBACK_UNROLL
  for (int p = 0; p < L::panel; ++p) {
    const Floats largest = load<L>(state.largest + p * L::lanes);
    base[p] = largest == minus_infinite ? all<L>(0) : largest;
    totals[p] = load<L>(state.totals + p * L::lanes);
  }
  for (int j = 0; j < keys; ++j) {
    LOOKBACK_UNROLL
    for (int p = 0; p < L::panel; ++p) {
      float* at = scores + j * columns + p * L::lanes;
      const Floats weight = power_of_two(load<L>(at) - base[p]);
      store<L>(at, weight);
      totals[p] = totals[p] + weight;
    }
  }
  LOOKBACK_UNROLL
  for (int p = 0; p < L::panel; ++p) {
    store<L>(state.totals + p * L::lanes, totals[p]);
  }
}

template <class L>
LOOKBACK_APART void take_tile(const AttentionShape& shape, const VisibleKeys& visible,
                              const PanelState& state, const PanelTile& tile, const float* k, const float* v,
                              float* scores) {
  const int keys = static_cast<int>(tile.end - tile.begin);
  const int width = shape.value_width;
  if (keys <= 0) {
    return;
  }
  visible_scores<L>(visible, tile, state.queries, k, shape.key_width, scores, columns_of<L>);
  take_maximum<L>(shape, state, scores, keys);
  weigh<L>(state, scores, keys);
  if (finite<L>(v + tile.begin * width, (tile.seen_by_all - tile.begin) * width) &&
      finite<L>(v + tile.not_by_all * width, (tile.end - tile.not_by_all) * width)) {
    panel_sums<L>(scores, columns_of<L>, v + tile.begin * width, width, width, keys, state.sums);
  } else {
    careful_sums<L>(scores, v + tile.begin * width, width, keys, state.sums);
  }
}

template <class L>
LOOKBACK_APART void finish_panel(const AttentionShape& shape, const PanelState& state, int count,
                                 float* output, float* log_sum_exp) {
  constexpr int columns = columns_of<L>;
  float inverse[columns];
  LOOKBACK_UNROLL
  for (int p = 0; p < L::panel; ++p) {
    const auto largest = load<L>(state.largest + p * L::lanes);
    const auto total = load<L>(state.totals + p * L::lanes);
    store<L>(inverse + p * L::lanes, largest == minus_infinite ? all<L>(0) : 1 / total);
  }
  transpose_by<L>(state.sums, columns, shape.value_width, count, ColumnFactors{inverse}, output,
                  shape.value_width);
  for (int r = 0; log_sum_exp != nullptr && r < count; ++r) {
    const float largest = state.largest[r];
    log_sum_exp[r] =
        largest == minus_infinite ? minus_infinite : largest * ln_2 + __builtin_logf(state.totals[r]);
  }
}

template <class L>
std::int64_t attention_forward_scratch(const AttentionShape& shape) {
  return std::int64_t{columns_of<L>} * (tile_keys + block_panels * (shape.key_width + shape.value_width + 2));
}

// Some panels of one head, which take turns with every tile of keys, so that it is read while it is near.
template <class L>
LOOKBACK_APART void forward_block(const AttentionShape& shape, const VisibleKeys& visible,
                                  const AttentionInputs& inputs, const AttentionOutputs& outputs, int head,
                                  int begin, int end, float* scratch) {
  constexpr int columns = columns_of<L>;
  const int kv_head = head / (shape.heads / shape.kv_heads);
  const float* q = inputs.q + std::intptr_t{head} * shape.queries * shape.key_width;
  const float* k = inputs.k + std::intptr_t{kv_head} * shape.keys * shape.key_width;
  const float* v = inputs.v + std::intptr_t{kv_head} * shape.keys * shape.value_width;
  const std::intptr_t row = std::intptr_t{head} * shape.queries;
  float* panels = scratch + tile_keys * columns;
  const auto state = [&](int first) { return panel_state<L>(shape, panels, (first - begin) / columns); };
  bring_near<L>(q + std::intptr_t{begin} * shape.key_width, std::int64_t{end - begin} * shape.key_width);
  for (int first = begin; first < end; first += columns) {
    start_panel<L>(shape, state(first), q + std::intptr_t{first} * shape.key_width,
                   lower(columns, end - first), inputs.scale * log2_e);
  }
  const std::int64_t last_key = visible.end(end - 1, shape.keys);
  for (std::int64_t j = visible.begin(begin, shape.keys); j < last_key; j += tile_keys) {
    for (int first = begin; first < end; first += columns) {
      take_tile<L>(shape, visible, state(first),
                   panel_tile(visible, shape.keys, first, lower(first + columns, end) - 1, j, j + tile_keys),
                   k, v, scratch);
    }
  }
  // Lines that are here already are written without waiting.
  bring_near<L>(outputs.output + (row + begin) * shape.value_width,
                std::int64_t{end - begin} * shape.value_width);
  for (int first = begin; first < end; first += columns) {
    finish_panel<L>(shape, state(first), lower(columns, end - first),
                    outputs.output + (row + first) * shape.value_width,
                    outputs.log_sum_exp == nullptr ? nullptr : outputs.log_sum_exp + row + first);
  }
}

template <class L>
void attention_forward(const AttentionShape& shape, const VisibleKeys& visible, const AttentionInputs& inputs,
                       const AttentionOutputs& outputs, const AttentionPart& part, float* scratch) {
  constexpr int block = block_panels * columns_of<L>;
  for (int head = part.first_head; head < part.end_head; ++head) {
    for (int i = part.first_query; i < part.end_query; i += block) {
      forward_block<L>(shape, visible, inputs, outputs, head, i, lower(i + block, part.end_query), scratch);
    }
  }
}

}  // namespace lookback::kernels
