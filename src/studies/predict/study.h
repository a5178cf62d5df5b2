#pragma once

#include "studies/study.h"

namespace lookback::predict {

extern const Study study;

}  // namespace lookback::predict
