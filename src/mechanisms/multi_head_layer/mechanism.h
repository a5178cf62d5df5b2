#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::multi_head_layer {

extern const Mechanism mechanism;

}  // namespace lookback::multi_head_layer
