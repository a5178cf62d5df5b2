#pragma once

#include <string>

#include "map/long_attention.h"

namespace lookback::map {

// What there is to see, as sentences: how much of the weight lies where the generator says that it must. The
// attention must be done; some thousand rows at most are looked at.
std::string finding(const LongAttention& attention);

// The share of a row's weight that lies on the keys that the generator expects; and how many these are.
struct ExpectedShare {
  int keys = 0;
  double share = 0;
};
ExpectedShare expected_share(const LongAttention& attention, int query);

}  // namespace lookback::map
