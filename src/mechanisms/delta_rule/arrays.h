#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::delta_rule {

extern const ArrayEvaluation arrays;

}  // namespace lookback::delta_rule
