#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::gated_delta_rule {

extern const Mechanism mechanism;

}  // namespace lookback::gated_delta_rule
