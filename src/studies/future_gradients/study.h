#pragma once

#include "studies/study.h"

namespace lookback::future_gradients {

extern const Study study;

}  // namespace lookback::future_gradients
