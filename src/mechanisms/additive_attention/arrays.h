#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::additive_attention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::additive_attention
