#pragma once

#include "mechanisms/array_evaluation.h"
#include "mechanisms/array_views.h"
#include "mechanisms/multi_head_layer/multi_head_layer.h"

namespace lookback::multi_head_layer {

extern const ArrayEvaluation arrays;

// The mask of a layer, in which queries and keys are the same tokens.
Expected<Mask> mask_in(const ArrayCase& given, std::int64_t batch, int tokens);

// Heads, key/value heads and σ of a case whose W_Q has `query_rows` rows and W_K `key_rows`.
Expected<Options> options_in(const ArrayCase& given, std::int64_t query_rows, std::int64_t key_rows);

// A sentence when matrices of these shapes are no layer.
Expected<void> fitting(const Options& options, std::int64_t d_model, std::int64_t query_rows,
                       std::int64_t value_rows, std::int64_t mixed);

}  // namespace lookback::multi_head_layer
