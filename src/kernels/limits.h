#pragma once

#include "kernels/kernels.h"
#include "kernels/lanes/lanes.h"

// What nothing can be faster than, for benchmarks: multiply-adds that do not wait for each other, and
// reading.
namespace lookback::kernels {

// `turns` times one multiply-add in each of twelve chains of x, which has independent_chains + 2 vectors.
template <class L>
void multiply_add_chains(float* x, std::int64_t turns) {
  typename L::Floats chains[independent_chains];
  LOOKBACK_UNROLL
  for (int i = 0; i < independent_chains; ++i) {
    chains[i] = load<L>(x + i * L::lanes);
  }
  const auto factor = load<L>(x + independent_chains * L::lanes);
  const auto term = load<L>(x + (independent_chains + 1) * L::lanes);
  for (std::int64_t turn = 0; turn < turns; ++turn) {
    LOOKBACK_UNROLL
    for (int i = 0; i < independent_chains; ++i) {
      chains[i] = L::multiply_add(factor, chains[i], term);
    }
  }
  LOOKBACK_UNROLL
  for (int i = 0; i < independent_chains; ++i) {
    store<L>(x + i * L::lanes, chains[i]);
  }
}

// A sum over all of x, so that all of it is read; what does not fill eight vectors is left out.
template <class L>
float streaming_read(const float* x, std::int64_t count) {
  typename L::Floats sums[8] = {};
  for (std::int64_t i = 0; i + 8 * L::lanes <= count; i += 8 * L::lanes) {
    LOOKBACK_UNROLL
    for (int s = 0; s < 8; ++s) {
      sums[s] = sums[s] + load<L>(x + i + s * L::lanes);
    }
  }
  float total = 0;
  for (int s = 0; s < 8; ++s) {
    for (int i = 0; i < L::lanes; ++i) {
      total += sums[s][i];
    }
  }
  return total;
}

}  // namespace lookback::kernels
