#pragma once

#include "studies/study.h"

namespace lookback::board {

extern const Study study;

}  // namespace lookback::board
