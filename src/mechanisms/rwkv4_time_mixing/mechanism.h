#pragma once

#include "mechanisms/mechanism.h"
#include "mechanisms/rwkv4_time_mixing/rwkv4_time_mixing.h"

namespace lookback::rwkv4_time_mixing {

extern const Mechanism mechanism;

// Own inputs by their place among the mechanism's InputSpecs.
enum Input : std::uint8_t { x, mix_k, mix_v, mix_r, w_k, w_v, w_r, w_o, decay_rate, bonus };

template <class T>
Weights<T> weights_of(const HeadInputs<T>& inputs) {
  const std::vector<Matrix<T>>& more = inputs.more;
  return {more[mix_k], more[mix_v], more[mix_r],      more[w_k],  more[w_v],
          more[w_r],   more[w_o],   more[decay_rate], more[bonus]};
}

}  // namespace lookback::rwkv4_time_mixing
