#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::retention {

extern const ArrayEvaluation arrays;

}  // namespace lookback::retention
