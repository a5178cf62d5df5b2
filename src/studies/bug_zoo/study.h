#pragma once

#include "studies/study.h"

namespace lookback::bug_zoo {

extern const Study study;

}  // namespace lookback::bug_zoo
