#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::retnet_layer {

extern const ArrayEvaluation arrays;

}  // namespace lookback::retnet_layer
