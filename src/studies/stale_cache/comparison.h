#pragma once

#include "cost/cost.h"
#include "studies/stale_cache/stale_cache.h"

namespace lookback::stale_cache {

// A generation beside one that computes all tokens again at every step, token by token.
struct Comparison {
  Matrix<double> kept;           // [L, steps]: the greatest difference of a layer's keys or values
  std::vector<double> newest;    // of the newest token's output
  std::vector<double> older;     // of the outputs of the others
  std::vector<bool> recomputed;  // whether the generation itself computed all tokens again

  // After the last step: all outputs; and of every step, the newest one's. [steps, d_model]
  Matrix<double> outputs;
  Matrix<double> outputs_recomputed;
  Matrix<double> arrived;
  Matrix<double> arrived_recomputed;

  std::vector<Cost> cost;  // of each step
  std::vector<Cost> cost_recomputed;
};

Comparison compare(const Model<double>& model, int tokens, int recompute_every);

}  // namespace lookback::stale_cache
