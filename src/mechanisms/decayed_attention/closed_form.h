#pragma once

#include <string_view>

#include "mechanisms/decayed_attention/forms.h"
#include "mechanisms/mechanism.h"

// What the forms of decayed attention cost, from formulas instead of counting.
namespace lookback::decayed_attention {

// (Q Kᵀ ⊙ D) V over the visible pairs, preparation included.
Cost parallel_cost(const Setting& setting, const Options& options);

// One step for each token.
Cost recurrent_cost(const Setting& setting, const Options& options);

Cost chunkwise_cost(const Setting& setting, const Options& options, int chunk_size);

// "n", "d_k d_v·n": the formulas of a generation that are short.
std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting);

}  // namespace lookback::decayed_attention
