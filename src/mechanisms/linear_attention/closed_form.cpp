#include "mechanisms/linear_attention/closed_form.h"

#include <algorithm>

#include "cost/cost.h"
#include "cost/sums.h"
#include "mechanisms/decayed_attention/closed_form.h"
#include "mechanisms/linear_attention/mechanism.h"

namespace lookback::linear_attention {
namespace {

std::int64_t rows_that_see(const Mask& mask, int tokens) {
  if (mask.kind() != Mask::Kind::bits) {
    return tokens;  // by every rule, a query sees its own key
  }
  std::int64_t rows = 0;
  for (int i = 0; i < tokens; ++i) {
    bool sees = false;
    for (int j = 0; j < tokens; ++j) {
      sees = sees || mask.visible(i, j);
    }
    rows += sees ? 1 : 0;
  }
  return rows;
}

// φ of every query and key, and the division of `rows` outputs.
Cost with_features_and_division(Cost cost, const Setting& s, std::int64_t rows) {
  cost.phi = 2 * std::int64_t{s.tokens} * s.key_width;
  cost.add += rows;  // ε
  cost.div = rows * s.value_width;
  return cost;
}

// z takes in every key and every query reads it; it is read and written `updates` times.
Cost with_sum_of_keys(Cost cost, const Setting& s, std::int64_t updates) {
  const std::int64_t products = std::int64_t{s.tokens} * s.key_width;
  cost.mac += products;
  cost.mul += products;
  cost.add += 2 * products;
  cost.state_read += updates * s.key_width;
  cost.state_written += updates * s.key_width;
  cost.state_held += updates > 0 ? s.key_width : 0;
  return cost;
}

Cost parallel_cost(const Setting& s) {
  Cost cost =
      with_features_and_division(decayed_attention::parallel_cost(s, {}), s, rows_that_see(s.mask, s.tokens));
  cost.add += cost.score_dot_products;  // the denominators
  return cost;
}

Cost recurrent_cost(const Setting& s) {
  return with_sum_of_keys(with_features_and_division(decayed_attention::recurrent_cost(s, {}), s, s.tokens),
                          s, s.tokens);
}

Cost chunkwise_cost(const Setting& s) {
  const int size = chunk_size(s.parameters);
  const std::int64_t chunks = (std::int64_t{s.tokens} + size - 1) / size;
  Cost cost = with_sum_of_keys(
      with_features_and_division(decayed_attention::chunkwise_cost(s, {}, size), s, s.tokens), s, chunks);
  cost.add += cost.score_dot_products;  // the denominators inside chunks
  return cost;
}

Cost state_first_cost(const Setting& s) {
  const std::int64_t state = std::int64_t{s.key_width} * s.value_width;
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.mac = cost.mul = cost.add = 2 * s.tokens * state;
  cost.state_read = cost.state_written = cost.state_held = state;
  cost.sequential_depth = 1;
  return with_sum_of_keys(with_features_and_division(cost, s, s.tokens), s, 1);
}

}  // namespace

Cost pass_cost(const Form& form, const Setting& s) {
  return form.id == "recurrent"     ? recurrent_cost(s)
         : form.id == "chunkwise"   ? chunkwise_cost(s)
         : form.id == "state_first" ? state_first_cost(s)
                                    : parallel_cost(s);
}

Cost steps_cost(const Setting& s) { return recurrent_cost(s); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting) {
  if (strategy == Strategy::cached) {
    if (counter == "state_held") {
      return "d_k d_v + d_k";
    }
    if (counter == "state_read" || counter == "state_written") {
      return "(d_k d_v + d_k)·n";
    }
    if (counter == "mac") {
      return "(2 d_k d_v + d_k)·n";
    }
  }
  return decayed_attention::formula(counter, strategy, setting);
}

}  // namespace lookback::linear_attention
