#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::gated_linear_attention {

extern const Mechanism mechanism;

}  // namespace lookback::gated_linear_attention
