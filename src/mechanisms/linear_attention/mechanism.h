#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::linear_attention {

extern const Mechanism mechanism;

double epsilon(const Parameters& chosen);
int chunk_size(const Parameters& chosen);

}  // namespace lookback::linear_attention
