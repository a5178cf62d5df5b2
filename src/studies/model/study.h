#pragma once

#include "studies/study.h"

namespace lookback::model {

extern const Study study;

}  // namespace lookback::model
