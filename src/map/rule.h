#pragma once

#include <cstdint>

#include "kernels/attention.h"
#include "tensor/mask.h"

namespace lookback::map {

// What makes the numbers of the cells.
enum class Mechanism : std::uint8_t {
  softmax_attention,  // p_ij = exp(σ q_i·k_j − L_i), with L_i the log-sum-exp of row i's scores
  retention,          // σ q_i·k_j γ^(i−j), causal, without rotation
};

struct Rule {
  Mechanism mechanism = Mechanism::softmax_attention;
  Mask mask;           // causal, none, diagonal or a window; for retention causal
  double decay = 1;    // γ, of retention
  double scale = 0.0;  // σ; 0 stands for 1/√d_k

  friend bool operator==(const Rule&, const Rule&) = default;
};

inline kernels::VisibleKeys visible_keys(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return kernels::causal_keys();
    case Mask::Kind::diagonal:
      return {0, 0, 0};
    case Mask::Kind::window:
      return {mask.left(), mask.right(), 0};
    default:
      LOOKBACK_ASSERT(mask.kind() == Mask::Kind::none);
      return kernels::every_key();
  }
}

}  // namespace lookback::map
