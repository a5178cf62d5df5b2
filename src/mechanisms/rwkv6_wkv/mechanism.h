#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::rwkv6_wkv {

extern const Mechanism mechanism;

}  // namespace lookback::rwkv6_wkv
