#include "mechanisms/retnet_layer/closed_form.h"

#include "cost/cost.h"
#include "cost/sums.h"
#include "mechanisms/decayed_attention/closed_form.h"

namespace lookback::retnet_layer {
namespace {

Cost products(std::int64_t count) {
  Cost cost;
  cost.mac = cost.mul = cost.add = count;
  return cost;
}

// What all forms do for one token of the whole layer: projections, scaled keys, rotations, norms and the
// gate.
Cost token_cost(const Setting& s, const Options& options) {
  const std::int64_t keys = s.key_width;  // of all heads
  const std::int64_t values = s.value_width;
  const std::int64_t heads = options.heads();
  Cost cost = products(2 * keys * keys + 3 * keys * values);  // W_Q, W_K; W_V, W_G, W_O
  cost.tokens_projected = 1;
  cost.mul += keys + 4 * keys;  // scale k; rotate q and k
  cost.add += 2 * keys;
  // RMS norm of every head.
  cost.mac += values;
  cost.mul += 2 * values + heads;
  cost.add += values + heads;
  cost.sqrt += heads;
  cost.div += heads;
  if (options.norm == Norm::group) {
    cost.mul += heads;
    cost.add += 2 * values;
  }
  // The swish gate, and what it multiplies.
  cost.mul += 2 * values;
  cost.add += values;
  cost.exp += values;
  cost.div += values;
  return cost;
}

Cost times(Cost cost, std::int64_t count) {
  for (const CostField& field : cost_fields) {
    if (field.sum == Sum::total) {
      cost.*field.count *= count;
    }
  }
  return cost;
}

// One head's share of the layer, without what is counted for the layer.
Setting of_head(const Setting& s, const Options& options) {
  Setting head = s;
  head.key_width = s.key_width / options.heads();
  head.value_width = s.value_width / options.heads();
  return head;
}

// Retention of one head alone: no projection, and its depth is the layer's.
Cost alone(Cost cost) {
  cost.tokens_projected = 0;
  cost.sequential_depth = 0;
  return cost;
}

// The sums of a form's rows, and their outputs divided by what comes of them.
Cost row_factors(std::int64_t rows, std::int64_t pairs, std::int64_t value_width) {
  Cost cost;
  cost.add = pairs;
  cost.mul = rows * (1 + value_width);
  cost.cmp = 2 * rows;
  cost.div = rows;
  return cost;
}

// Heads keep their states beside each other.
Cost of_heads(const Cost& head, const Setting& s, const Options& options) {
  Cost cost = times(head, options.heads());
  cost.state_held = head.state_held * options.heads();
  return times(token_cost(s, options), s.tokens) + cost;
}

}  // namespace

Cost parallel_cost(const Setting& s, const Options& options) {
  const Setting head = of_head(s, options);
  const Cost retention =
      alone(decayed_attention::parallel_cost(head, {.decay = 1, .scale = {}, .rotation = {}}));
  Cost cost = of_heads(retention + row_factors(s.tokens, triangular(s.tokens), head.value_width), s, options);
  cost.sequential_depth = 1;
  cost.state_held = 0;
  return cost;
}

Cost recurrent_cost(const Setting& s, const Options& options) {
  const Setting head = of_head(s, options);
  Cost retention = alone(decayed_attention::recurrent_cost(head, {.decay = 1, .scale = {}, .rotation = {}}));
  retention.mul += std::int64_t{s.tokens} * head.value_width;  // v / √c
  retention.state_read += s.tokens;                            // c itself
  retention.state_written += s.tokens;
  retention.state_held += 1;
  Cost cost = of_heads(retention, s, options);
  cost.sequential_depth = s.tokens;
  cost.state_held = retention.state_held * options.heads();
  return cost;
}

Cost chunkwise_cost(const Setting& s, const Options& options, int chunk_size) {
  const Setting head = of_head(s, options);
  const std::int64_t chunks = (s.tokens + chunk_size - 1) / chunk_size;
  std::int64_t pairs = 0;
  for (int first = 0; first < s.tokens; first += chunk_size) {
    pairs += triangular(std::min(chunk_size, s.tokens - first));
  }
  Cost retention =
      alone(decayed_attention::chunkwise_cost(head, {.decay = 1, .scale = {}, .rotation = {}}, chunk_size));
  const std::int64_t held = retention.state_held;
  retention = retention + row_factors(s.tokens, pairs, head.value_width);
  retention.mul += std::int64_t{s.tokens} * head.value_width;                 // v / c of a whole chunk
  retention.add += chunks * std::int64_t{head.key_width} * head.value_width;  // column sums of R̂
  retention.cmp += chunks * head.value_width;
  Cost cost = of_heads(retention, s, options);
  cost.sequential_depth = chunks;
  cost.state_held = held * options.heads();
  return cost;
}

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected") {
    return cached ? "n" : "n(n+1)/2";
  }
  return counter == "sequential_depth" && cached ? "n" : "";
}

}  // namespace lookback::retnet_layer
