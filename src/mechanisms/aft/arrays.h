#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::aft {

extern const ArrayEvaluation arrays;

}  // namespace lookback::aft
