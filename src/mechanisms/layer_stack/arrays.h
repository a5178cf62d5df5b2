#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::layer_stack {

extern const ArrayEvaluation arrays;

}  // namespace lookback::layer_stack
