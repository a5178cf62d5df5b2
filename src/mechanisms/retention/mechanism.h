#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::retention {

extern const Mechanism mechanism;

}  // namespace lookback::retention
