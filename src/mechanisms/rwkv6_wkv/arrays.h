#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::rwkv6_wkv {

extern const ArrayEvaluation arrays;

}  // namespace lookback::rwkv6_wkv
