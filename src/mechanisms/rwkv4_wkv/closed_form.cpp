#include "mechanisms/rwkv4_wkv/closed_form.h"

#include <algorithm>

#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::rwkv4_wkv {

Cost parallel_cost(const Setting& s) {
  const std::int64_t channels = s.value_width;
  const std::int64_t pairs = channels * softmax_attention::pairs(s.mask, s.tokens);
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.mac = pairs;
  cost.mul = pairs;
  // A logit, less the maximum, into the denominator, into the numerator; and the table of n w.
  cost.add = 4 * pairs + channels * std::max(s.tokens - 2, 0);
  cost.exp = pairs;
  cost.div = pairs;
  cost.cmp = pairs;
  cost.scores_held = s.tokens;
  cost.sequential_depth = 1;
  return cost;
}

Cost recurrent_cost(const Setting& s) {
  const std::int64_t numbers = std::int64_t{s.tokens} * s.value_width;
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.mul = 6 * numbers;
  cost.add = 10 * numbers;
  cost.exp = 4 * numbers;
  cost.div = numbers;
  cost.cmp = 2 * numbers;
  cost.state_read = 3 * numbers;
  cost.state_written = 3 * numbers;
  cost.state_held = s.tokens > 0 ? 3 * std::int64_t{s.value_width} : 0;
  cost.sequential_depth = s.tokens;
  return cost;
}

Cost pass_cost(const Form& form, const Setting& s) {
  return form.id == "recurrent" ? recurrent_cost(s) : parallel_cost(s);
}

Cost steps_cost(const Setting& s) { return recurrent_cost(s); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected") {
    return cached ? "n" : "n(n+1)/2";
  }
  if (counter == "score_dot_products") {
    return "0";
  }
  if (counter == "exp" && cached) {
    return "4d·n";
  }
  if (counter == "state_held") {
    return cached ? "3d" : "0";
  }
  if (counter == "state_read") {
    return cached ? "3d·n" : "0";
  }
  return "";
}

}  // namespace lookback::rwkv4_wkv
