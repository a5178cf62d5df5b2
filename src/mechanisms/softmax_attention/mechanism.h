#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::softmax_attention {

extern const Mechanism mechanism;

}  // namespace lookback::softmax_attention
