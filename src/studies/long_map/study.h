#pragma once

#include "studies/study.h"

namespace lookback::long_map {

extern const Study study;

}  // namespace lookback::long_map
