#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::softmax_attention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::softmax_attention
