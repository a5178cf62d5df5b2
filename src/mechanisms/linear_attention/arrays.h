#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::linear_attention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::linear_attention
