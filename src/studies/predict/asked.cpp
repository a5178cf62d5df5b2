#include "studies/predict/asked.h"

namespace lookback::predict {

Cost cost_at(const Asked& asked, int length) {
  const Mask mask = Mask::causal();
  const Parameters usual;
  const auto run = [&](int tokens) {
    return asked.mechanism->steps_cost({mask, tokens, asked.width, asked.width, usual});
  };
  Cost cost = run(length);
  if (asked.of == Of::step && length > 1) {
    const Cost before = run(length - 1);
    for (const CostField& field : cost_fields) {
      if (field.sum == Sum::total) {
        cost.*field.count -= before.*field.count;
      }
    }
  }
  return cost;
}

}  // namespace lookback::predict
