#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::scalar_decay_ssd {

extern const ArrayEvaluation arrays;

}  // namespace lookback::scalar_decay_ssd
