#pragma once

#include <array>

#include "experiment/experiment.h"
#include "studies/stale_cache/stale_cache.h"

// What the learner has chosen, and what follows from it.
namespace lookback::stale_cache {

enum class CacheUse : std::uint8_t { off, on, forced, refreshed };

struct Choice {
  CacheUse use = CacheUse::on;
  std::vector<bool> causal = {};  // of each layer
  int refresh = 0;                // r: how many steps from one recomputation to the next

  int layers() const { return static_cast<int>(causal.size()); }
  // The first layer that makes the ones above it stale; -1: none does. The last layer's own mask does not
  // matter: its keys and values come from rows below it, and the newest token sees everything anyway.
  int spoiling_layer() const;
  bool refused() const { return use == CacheUse::on && spoiling_layer() >= 0; }
  // As `StackGeneration` wants it.
  int recompute_every() const;
};

extern const std::array<ParameterSpec, 7> parameters;
Choice choice_of(const Experiment& experiment);
Model<double> model_of(const Experiment& experiment, const Choice& choice);

}  // namespace lookback::stale_cache
