#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::self_score_softmax {

extern const ArrayEvaluation arrays;

}  // namespace lookback::self_score_softmax
