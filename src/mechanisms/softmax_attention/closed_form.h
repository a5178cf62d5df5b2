#pragma once

#include <span>
#include <string_view>

#include "mechanisms/mechanism.h"

namespace lookback::softmax_attention {

// What softmax attention's costs are linear in, summed over the passes or steps of a run.
struct Work {
  std::int64_t tokens = 0;           // rows computed: tokens projected
  std::int64_t pairs = 0;            // P, visible pairs
  std::int64_t square = 0;           // S_q S_k, or keys cached of a decode step
  std::int64_t largest_square = 0;   // of any one pass or step
  std::int64_t rows = 0;             // rows that see at least one key
  std::int64_t row_tile_visits = 0;  // R, of the online form
  std::int64_t depth = 0;            // passes or tiles or steps that wait for each other
  std::int64_t keys_held = 0;        // in the cache at the end
};

// Visible pairs of one pass over `tokens` tokens.
std::int64_t pairs(const Mask& mask, int tokens);

// One pass over `tokens` tokens; a decode step for each token.
Work pass(const Mask& mask, int tokens, int tile_width);
Work cached(const Mask& mask, int tokens);

// What that work costs in each form.
Cost materialised_cost(const Work& work, int key_width, int value_width, bool scaled);
Cost online_cost(const Work& work, int tile_width, int longest, int key_width, int value_width, bool scaled);
Cost merge_cost(const Mask& mask, int tokens, std::span<const int> cuts, int tile_width, int key_width,
                int value_width, bool scaled);
Cost decode_cost(const Work& work, int key_width, int value_width, bool scaled);

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting);

}  // namespace lookback::softmax_attention
