#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::rwkv4_wkv {

extern const ArrayEvaluation arrays;

}  // namespace lookback::rwkv4_wkv
