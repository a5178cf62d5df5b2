#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::gated_linear_attention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::gated_linear_attention
