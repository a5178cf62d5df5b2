#pragma once

#include "main/golden_cost_case.h"

// The forms of costs.json that need more than one registered pass.
namespace lookback {

Expected<CaseCost> softmax_materialised_cost(CostParameters& parameters);
Expected<CaseCost> softmax_online_cost(CostParameters& parameters);
Expected<CaseCost> softmax_backward_cost(CostParameters& parameters);
Expected<CaseCost> softmax_decode_cost(CostParameters& parameters);

Expected<CaseCost> causal_cached_cost(CostParameters& parameters);
Expected<CaseCost> causal_recompute_cost(CostParameters& parameters);
Expected<CaseCost> bidirectional_recompute_cost(CostParameters& parameters);

}  // namespace lookback
