#include "mechanisms/decayed_attention/closed_form.h"

#include "cost/cost.h"
#include "cost/sums.h"
#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::decayed_attention {
namespace {

// Scaling and rotating the queries and keys of all tokens.
Cost prepared_cost(const Setting& s, const Options& options) {
  const std::int64_t numbers = std::int64_t{s.tokens} * s.key_width;
  Cost cost;
  cost.tokens_projected = s.tokens;
  if (options.scale) {
    cost.mul += numbers;
  }
  if (options.rotation) {
    cost.mul += 2 * 2 * numbers;  // 2d mul and d add a vector, of q and of k
    cost.add += 2 * numbers;
  }
  return cost;
}

Cost product_cost(std::int64_t pairs, std::int64_t rows, const Setting& s, const Decay& decay) {
  Cost cost;
  cost.score_dot_products = pairs;
  cost.mac = pairs * (std::int64_t{s.key_width} + s.value_width);
  cost.mul = cost.mac + (decay ? pairs : 0);
  cost.add = cost.mac;
  cost.scores_held = rows * rows;
  cost.scores_moved = (decay ? 4 : 2) * rows * rows;
  cost.sequential_depth = 1;
  return cost;
}

Cost chunk_cost(std::int64_t length, const Setting& s, const Decay& decay) {
  const std::int64_t state = std::int64_t{s.key_width} * s.value_width;
  const std::int64_t values = length * s.value_width;
  Cost cost = product_cost(triangular(length), length, s, decay);
  cost.mac += 2 * length * state;
  cost.mul += 2 * length * state + (decay ? 2 * values + state : 0);
  cost.add += 2 * length * state + values;
  cost.state_read = state;
  cost.state_written = state;
  cost.state_held = state;
  return cost;
}

}  // namespace

Cost parallel_cost(const Setting& s, const Options& options) {
  const std::int64_t pairs = softmax_attention::pairs(s.mask, s.tokens);
  return prepared_cost(s, options) + product_cost(pairs, s.tokens, s, options.decay);
}

Cost recurrent_cost(const Setting& s, const Options& options) {
  const std::int64_t state = std::int64_t{s.key_width} * s.value_width;
  Cost cost = prepared_cost(s, options);
  cost.mac += 2 * s.tokens * state;
  cost.mul += (options.decay ? 3 : 2) * s.tokens * state;
  cost.add += 2 * s.tokens * state;
  cost.state_read = s.tokens * state;
  cost.state_written = s.tokens * state;
  cost.state_held = s.tokens > 0 ? state : 0;
  cost.sequential_depth = s.tokens;
  return cost;
}

Cost chunkwise_cost(const Setting& s, const Options& options, int chunk_size) {
  Cost cost = prepared_cost(s, options);
  for (int first = 0; first < s.tokens; first += chunk_size) {
    cost = cost + chunk_cost(std::min(chunk_size, s.tokens - first), s, options.decay);
  }
  return cost;
}

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected") {
    return cached ? "n" : "n(n+1)/2";
  }
  if (!cached) {
    return "";
  }
  if (counter == "mac") {
    return "2 d_k d_v·n";
  }
  if (counter == "state_read" || counter == "state_written") {
    return "d_k d_v·n";
  }
  return counter == "state_held"                                        ? "d_k d_v"
         : counter == "sequential_depth"                                ? "n"
         : counter == "score_dot_products" || counter == "scores_moved" ? "0"
                                                                        : "";
}

}  // namespace lookback::decayed_attention
