#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::gated_delta_rule {

extern const ArrayEvaluation arrays;

}  // namespace lookback::gated_delta_rule
