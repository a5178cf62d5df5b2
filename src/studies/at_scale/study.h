#pragma once

#include "studies/study.h"

namespace lookback::at_scale {

extern const Study study;

}  // namespace lookback::at_scale
