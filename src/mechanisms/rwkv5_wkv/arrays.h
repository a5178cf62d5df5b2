#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::rwkv5_wkv {

extern const ArrayEvaluation arrays;

}  // namespace lookback::rwkv5_wkv
