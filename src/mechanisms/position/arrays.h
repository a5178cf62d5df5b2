#pragma once

#include "mechanisms/array_evaluation.h"

namespace lookback::position {

extern const ArrayEvaluation rope_arrays;
extern const ArrayEvaluation xpos_arrays;
extern const ArrayEvaluation alibi_slopes_arrays;

}  // namespace lookback::position
