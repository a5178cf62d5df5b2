#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::softmax_attention_gradient {

extern const ArrayEvaluation arrays;

}  // namespace lookback::softmax_attention_gradient
