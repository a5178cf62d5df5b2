#include "mechanisms/aft/closed_form.h"

#include "mechanisms/aft/mechanism.h"
#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::aft {
namespace {

// The gates of all outputs: sigmoid and one product each.
Cost gate_cost(const Setting& s) {
  const std::int64_t numbers = std::int64_t{s.tokens} * s.value_width;
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.mul = numbers;
  cost.add = numbers;
  cost.exp = numbers;
  cost.div = numbers;
  return cost;
}

Cost parallel_cost(const Setting& s) {
  const bool biased = parameter(mechanism, s.parameters, "biased") != 0;
  const std::int64_t pairs = s.value_width * softmax_attention::pairs(s.mask, s.tokens);
  Cost cost = gate_cost(s);
  cost.mac += pairs;
  cost.mul += pairs;
  cost.add += (biased ? 4 : 3) * pairs;  // the bias; less the maximum; into denominator and numerator
  cost.exp += pairs;
  cost.div += pairs;
  cost.cmp += pairs;
  cost.scores_held = s.tokens;
  cost.sequential_depth = 1;
  return cost;
}

}  // namespace

Cost pass_cost(const Form& form, const Setting& s) {
  return form.id == "recurrent" ? steps_cost(s) : parallel_cost(s);
}

Cost steps_cost(const Setting& s) {
  const std::int64_t numbers = std::int64_t{s.tokens} * s.value_width;
  Cost cost = gate_cost(s);
  cost.mac += numbers;
  cost.mul += 3 * numbers;
  cost.add += 4 * numbers;
  cost.exp += 2 * numbers;
  cost.div += numbers;
  cost.cmp += numbers;
  cost.state_read = 3 * numbers;
  cost.state_written = 3 * numbers;
  cost.state_held = s.tokens > 0 ? 3 * std::int64_t{s.value_width} : 0;
  cost.sequential_depth = s.tokens;
  return cost;
}

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected") {
    return cached ? "n" : "n(n+1)/2";
  }
  if (counter == "score_dot_products") {
    return "0";
  }
  if (counter == "state_held") {
    return cached ? "3d" : "0";
  }
  if (counter == "state_read") {
    return cached ? "3d·n" : "0";
  }
  return "";
}

}  // namespace lookback::aft
