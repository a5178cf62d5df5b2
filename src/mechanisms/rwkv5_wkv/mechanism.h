#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::rwkv5_wkv {

extern const Mechanism mechanism;

}  // namespace lookback::rwkv5_wkv
