#pragma once

#include "studies/study.h"

namespace lookback::compare {

extern const Study study;

}  // namespace lookback::compare
