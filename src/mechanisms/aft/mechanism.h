#pragma once

#include "mechanisms/aft/aft.h"
#include "mechanisms/mechanism.h"

namespace lookback::aft {

extern const Mechanism mechanism;

// The position biases w, or nothing where they are switched off.
template <class T>
const Matrix<T>* biases_of(const HeadInputs<T>& inputs, const Parameters& chosen) {
  return parameter(mechanism, chosen, "biased") != 0 ? &inputs.more[0] : nullptr;
}

}  // namespace lookback::aft
