#pragma once

namespace lookback::bench {

// scores [S, S] = q kᵀ, both [S, d]: what a plain matrix product takes, compiled for this machine.
void eigen_product(const float* q, const float* k, int tokens, int width, float* scores);

}  // namespace lookback::bench
