#include <algorithm>

#include "mechanisms/multi_head_layer/board.h"
#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::multi_head_layer {

int cached_key_width(const Setting& s, const Options& options) {
  return s.key_width / options.heads * options.kv_heads;
}
int cached_value_width(const Setting& s, const Options& options) {
  return s.value_width / options.heads * options.kv_heads;
}

// The projections of n tokens, and in each head P pairs of softmax attention: over all heads H d_k = d_model
// and H d_v numbers wide. Turning costs 2 mul and an add a number, a slope an add a pair.
Cost layer_arithmetic(const Setting& s, const Options& options, std::int64_t pairs) {
  const std::int64_t n = s.tokens;
  const std::int64_t d_model = s.key_width;
  const std::int64_t all_pairs = options.heads * pairs;
  Cost cost;
  cost.score_dot_products = all_pairs;
  cost.mac = n * d_model * (d_model + cached_key_width(s, options) + cached_value_width(s, options)) +
             n * s.value_width * s.value_width + pairs * (d_model + s.value_width);
  cost.mul = cost.mac + (options.scale ? all_pairs : 0);
  cost.add = cost.mac + 2 * all_pairs;
  if (options.rotation) {
    const std::int64_t turned = n * (d_model + cached_key_width(s, options));
    cost.mul += 2 * turned;
    cost.add += turned;
  }
  cost.add += options.slopes.empty() ? 0 : all_pairs;
  cost.exp = all_pairs;
  cost.div = all_pairs;
  cost.cmp = all_pairs;
  return cost;
}

Cost layer_pass_cost(const Setting& s, const Options& options) {
  Cost cost = layer_arithmetic(s, options, softmax_attention::pairs(s.mask, s.tokens));
  cost.tokens_projected = s.tokens;
  cost.scores_held = std::int64_t{options.heads} * s.tokens * s.tokens;
  cost.scores_moved = 4 * cost.scores_held;
  cost.sequential_depth = 1;
  return cost;
}

Cost layers_steps_cost(const Setting& s, const Options& options, int layers) {
  const softmax_attention::Work work = softmax_attention::cached(s.mask, s.tokens);
  const std::int64_t row =
      std::int64_t{layers} * (cached_key_width(s, options) + cached_value_width(s, options));
  const Cost one = layer_arithmetic(s, options, work.pairs);
  Cost cost;
  for (const auto count :
       {&Cost::score_dot_products, &Cost::mac, &Cost::mul, &Cost::add, &Cost::exp, &Cost::div, &Cost::cmp}) {
    cost.*count = layers * (one.*count);
  }
  cost.tokens_projected = s.tokens;
  cost.state_read = work.pairs * row;
  cost.state_written = s.tokens * row;
  cost.state_held = work.keys_held * row;
  cost.scores_held = options.heads * work.largest_square;
  cost.scores_moved = 4 * options.heads * layers * work.square;
  cost.sequential_depth = std::int64_t{layers} * s.tokens;
  return cost;
}

}  // namespace lookback::multi_head_layer
