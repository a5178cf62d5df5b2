#pragma once

#include "studies/study.h"

namespace lookback::leak_lamp {

extern const Study study;

}  // namespace lookback::leak_lamp
