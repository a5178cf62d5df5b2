#pragma once

#include "studies/study.h"

namespace lookback::road {

extern const Study study;

}  // namespace lookback::road
