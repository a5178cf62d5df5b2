#pragma once

#include <optional>

#include "cost/cost.h"
#include "studies/stale_cache/stale_cache.h"

namespace lookback::stale_cache {

// A generation beside one that computes all tokens again at every step, token by token.
struct Comparison {
  Matrix<double> kept;           // [L, steps]: the greatest difference of a layer's keys or values
  std::vector<double> newest;    // of the newest token's output, of each step that was taken
  std::vector<double> older;     // of the outputs of the others
  std::vector<bool> recomputed;  // whether the generation itself computed all tokens again

  // After the last step: all outputs; and of every step, the newest one's. [steps, d_model]
  Matrix<double> outputs;
  Matrix<double> outputs_recomputed;
  Matrix<double> arrived;
  Matrix<double> arrived_recomputed;

  std::vector<Cost> cost;  // of each step
  std::vector<Cost> cost_recomputed;

  int steps() const { return kept.columns(); }
  int steps_taken() const { return static_cast<int>(newest.size()); }
  bool finished() const { return steps_taken() == steps(); }
};

// The comparison in the making: all of it takes long where the model is large.
class Comparing {
 public:
  Comparing(const Model<double>& model, int tokens, int recompute_every);
  Comparing(const Comparing&) = delete;  // its numbers count into it
  Comparing& operator=(const Comparing&) = delete;

  // One layer of a recomputation, and after the last one the whole of a step; false when nothing is left.
  bool step();

  const Comparison& found() const { return found_; }
  std::int64_t multiply_adds() const { return multiply_adds_; }  // so far

 private:
  void take(const StackStep<Counted>& right);
  const StackStep<Counted>& next(const StackStep<Counted>& right);

  Cost counter_;
  std::int64_t multiply_adds_ = 0;
  Model<Counted> model_;
  StackGeneration<Counted> generation_;
  std::optional<layer_stack::LayerByLayer<Counted>> recomputing_;
  Comparison found_;
};

Comparison compare(const Model<double>& model, int tokens, int recompute_every);

}  // namespace lookback::stale_cache
