#pragma once

#include "mechanisms/luong_attention/luong_attention.h"
#include "mechanisms/mechanism.h"

namespace lookback::luong_attention {

extern const Mechanism mechanism;

Options options_of(const Parameters& chosen);

// The board's own inputs, in the order of its specs. On the board every width is d_k.
template <class T>
Weights<T> weights_of(const HeadInputs<T>& inputs) {
  const std::vector<Matrix<T>>& m = inputs.more;
  return {m[0], {m[1], m[2], m[3]}, m[4], m[5]};
}
inline constexpr std::size_t w_c_input = 6;

}  // namespace lookback::luong_attention
