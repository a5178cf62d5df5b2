#pragma once

#include "studies/study.h"

namespace lookback::materialise {

extern const Study study;

}  // namespace lookback::materialise
