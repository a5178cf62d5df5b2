#include "mechanisms/additive_attention/closed_form.h"

#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::additive_attention {
namespace {

// What every form does for each of P visible pairs: d_a tanh, a product with w_v, softmax, and adding a
// value.
Cost pairs_cost(const Setting& s, std::int64_t pairs) {
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.score_dot_products = pairs;
  cost.mac = pairs * (std::int64_t{s.key_width} + s.value_width);
  cost.add = 2 * pairs;
  cost.tanh = pairs * s.key_width;
  cost.exp = pairs;
  cost.div = pairs;
  cost.cmp = pairs;
  return cost;
}

// mac counts the products' mul and add, which nothing has counted yet.
Cost with_products(Cost cost) {
  cost.mul += cost.mac;
  cost.add += cost.mac;
  return cost;
}

// W_q q and W_k k once for each token, and one add for each tanh.
Cost once_cost(const Setting& s, std::int64_t pairs) {
  Cost cost = pairs_cost(s, pairs);
  cost.mac += std::int64_t{2} * s.tokens * s.key_width * s.key_width;
  cost.add += pairs * s.key_width;
  return with_products(cost);
}

}  // namespace

Cost steps_cost(const Setting& s) {
  const softmax_attention::Work work = softmax_attention::cached(s.mask, s.tokens);
  const std::int64_t width = std::int64_t{s.key_width} + s.value_width;
  Cost cost = once_cost(s, work.pairs);
  cost.state_read = work.pairs * width;
  cost.state_written = s.tokens * width;
  cost.state_held = work.keys_held * width;
  cost.scores_held = work.largest_square;
  cost.scores_moved = 4 * work.square;
  cost.sequential_depth = s.tokens;
  return cost;
}

Cost pass_cost(const Form& form, const Setting& s) {
  if (form.id == "decode") {
    return steps_cost(s);
  }
  const std::int64_t pairs = softmax_attention::pairs(s.mask, s.tokens);
  const std::int64_t square = std::int64_t{s.tokens} * s.tokens;
  Cost cost;
  if (form.id == "projected_once") {
    cost = once_cost(s, pairs);
  } else {
    cost = pairs_cost(s, pairs);
    cost.mac += pairs * 2 * s.key_width * s.key_width;
    cost = with_products(cost);
  }
  cost.scores_held = square;
  cost.scores_moved = 4 * square;
  cost.sequential_depth = 1;
  return cost;
}

// Pairs and cache are those of softmax attention, since d_a = d_k; the products are not.
std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting) {
  return counter == "mac" ? "" : softmax_attention::formula(counter, strategy, setting);
}

}  // namespace lookback::additive_attention
