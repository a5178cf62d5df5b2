#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::unnormalised_attention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::unnormalised_attention
