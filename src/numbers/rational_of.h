#pragma once

#include "numbers/rational.h"

namespace lookback {

// The simplest fraction that is the same double: 0.1 is meant as 1/10, and 0.6666666666666666 as 2/3.
Rational simplest_fraction(double x);

}  // namespace lookback
