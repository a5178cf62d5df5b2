#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::luong_attention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::luong_attention
