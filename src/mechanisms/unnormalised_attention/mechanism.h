#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::unnormalised_attention {

extern const Mechanism mechanism;

}  // namespace lookback::unnormalised_attention
