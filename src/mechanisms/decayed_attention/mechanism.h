#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::decayed_attention {

extern const Mechanism mechanism;

}  // namespace lookback::decayed_attention
