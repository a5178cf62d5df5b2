#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/say.h"
#include "experiment/experiment.h"

// The road from softmax attention to retention (Sun et al. 2023), stop by stop: each is a mechanism that
// stands in the registry, on the learner's own Q, K and V.
namespace lookback::road {

struct Stop {
  std::string_view title;      // as a sentence begins
  std::string_view mechanism;  // ids
  std::string_view form;
  bool masked = true;  // causal
  // What it computes; pieces between | are new since the last stop. Lines with words are said.
  std::span<const std::string_view> equations;
  std::string_view change;  // what was given up or gained, one or two sentences
};

std::span<const Stop> stops();
inline constexpr int last_stop = 8;
inline constexpr std::array<std::string_view, last_stop + 1> stop_names = {
    "softmax"_said, "own queries"_said, "no softmax"_said, "Q(KᵀV)", "prefix state"_said,
    "decay"_said,   "rotation"_said,    "retention"_said,  "RWKV-4"};

// Ids of the study's parameters.
inline constexpr std::string_view stop_id = "stop";
inline constexpr std::string_view decay_id = "road_decay";
inline constexpr std::string_view head_id = "road_head";

int stop_of(const Experiment& experiment);

// The learner's numbers, tokens and position with the stop's mechanism. Scores are not scaled before
// retention, so that σ is one change among the others.
Experiment at_stop(const Experiment& experiment, int stop);

}  // namespace lookback::road
