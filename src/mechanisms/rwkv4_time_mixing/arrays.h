#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::rwkv4_time_mixing {

extern const ArrayEvaluation arrays;

}  // namespace lookback::rwkv4_time_mixing
