#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::softmax_attention {

extern const ArrayEvaluation arrays;
extern const ArrayEvaluation online_arrays;  // parts of the keys, and their merge
extern const ArrayEvaluation alibi_arrays;

}  // namespace lookback::softmax_attention
