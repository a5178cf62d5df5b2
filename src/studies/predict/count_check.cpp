#include <algorithm>

#include "experiment/preset.h"
#include "studies/predict/measurement.h"

namespace lookback::predict {
namespace {

bool same(const Cost& a, const Cost& b) {
  return std::ranges::all_of(cost_fields,
                             [&](const CostField& field) { return a.*field.count == b.*field.count; });
}

}  // namespace

CountCheck::CountCheck(const Asked& asked)
    : asked_{Of::run, asked.mechanism, asked.width},
      inputs_(counted(random_inputs(longest, asked.width, asked.width, 1), step_cost_)),
      state_(asked.mechanism->steps.start_counted(inputs_, usual_, {&step_cost_})) {}

void CountCheck::step() {
  const int done = steps_done();
  step_cost_ = {};
  step_cost_.tokens_projected = 1;
  asked_.mechanism->steps.step_counted(state_, inputs_, Mask::causal(), usual_, {&step_cost_});
  run_cost_ = done == 0 ? step_cost_ : run_cost_ + step_cost_;
  equal_ = equal_ && same(run_cost_, cost_at(asked_, done + 1));
}

}  // namespace lookback::predict
