#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::scalar_decay_ssd {

extern const Mechanism mechanism;

}  // namespace lookback::scalar_decay_ssd
