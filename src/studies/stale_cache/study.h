#pragma once

#include "studies/study.h"

namespace lookback::stale_cache {

extern const Study study;

}  // namespace lookback::stale_cache
