#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/say.h"
#include "cost/cost.h"
#include "experiment/experiment.h"

namespace lookback {

// What generating the tokens one after another costs, step by step: entry t is the step at which token t
// arrives. All tokens are covered, whatever the position, so stepping only moves along.
struct Generation {
  bool cached = false;  // the run as it is keeps keys and values
  std::string note;     // why it does not, although the cache is on; empty otherwise

  std::vector<Cost> run;                // as the switches say
  std::vector<Cost> causal_cached;      // the same tokens, always these three ways;
  std::vector<Cost> causal_recomputed;  // empty where the mechanism has no such way
  std::vector<Cost> bidirectional;      //
};

// Counts every step by running it.
Generation generate(const Experiment& experiment);

// The run alone.
std::vector<Cost> count_run(const Experiment& experiment);

// Whether two experiments cost the same: but for a few mechanisms, counts do not depend on the numbers.
bool same_cost(const Experiment& a, const Experiment& b);

// The sum of the first `steps` steps.
Cost run_cost(const std::vector<Cost>& steps, int count);

// The strategies, as rows to loop over.
struct StrategyColumn {
  std::string_view id;
  std::string_view title;
  std::vector<Cost> Generation::* steps;
};
inline constexpr StrategyColumn alternatives[] = {
    {"causal_cached", "Causal + cache"_said, &Generation::causal_cached},
    {"causal_recomputed", "Causal, no cache"_said, &Generation::causal_recomputed},
    {"bidirectional", "Bidirectional"_said, &Generation::bidirectional},
};

// The closed form of the run and of each alternative, at `tokens` tokens.
Cost run_closed_form(const Experiment& experiment, int tokens);
Cost closed_form(const Experiment& experiment, std::string_view alternative, int tokens);

}  // namespace lookback
