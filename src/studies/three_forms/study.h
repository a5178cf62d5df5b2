#pragma once

#include "studies/study.h"

namespace lookback::three_forms {

extern const Study study;

}  // namespace lookback::three_forms
