#pragma once

#include <string_view>

#include "base/error.h"
#include "experiment/evaluate.h"

namespace lookback {

// Whether a condition holds of the learner's state, such as
//   cache == 0 and run.tokens_projected == 15
// Numbers; the names position, tokens, d_k, d_v, cache, cached, mask_is_causal, masked_pairs, step.COUNTER
// and run.COUNTER (the counters of cost_fields), form.ID and mask.KIND (1 or 0); == != < <= > >=, + - *, not,
// and, or, parentheses. A condition that cannot be read is an error that says where.
Expected<bool> holds(std::string_view condition, const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback
