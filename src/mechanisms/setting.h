#pragma once

#include "mechanisms/parameter.h"
#include "tensor/mask.h"

namespace lookback {

template <class T>
struct HeadInputs;

// Everything about one evaluation except the numbers: what its cost depends on, and whether a form exists.
struct Setting {
  const Mask& mask;
  int tokens = 0;
  int key_width = 0;    // d_k
  int value_width = 0;  // d_v
  const Parameters& parameters;
  // The numbers too, for the few mechanisms that look at as many keys as the numbers say.
  const HeadInputs<double>* numbers = nullptr;
};

}  // namespace lookback
