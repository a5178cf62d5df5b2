#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::delta_rule {

extern const Mechanism mechanism;

}  // namespace lookback::delta_rule
