#pragma once

#include <doctest/doctest.h>

#include "experiment/link.h"
#include "experiment/preset.h"
#include "studies/road/fractions.h"
#include "studies/road/stops.h"
#include "studies/road/study.h"

// The sizes at which every stop of the road is tried.
namespace lookback::road {

inline Experiment experiment_of(int tokens, int key_width, int value_width, int seed = 1) {
  Experiment experiment = start_of(study);
  experiment.tokens.clear();
  for (int t = 0; t < tokens; ++t) {
    experiment.tokens.push_back("t" + std::to_string(t));
  }
  experiment.inputs = random_inputs(tokens, key_width, value_width, seed);
  experiment.position = tokens;
  return experiment;
}

struct Size {
  int tokens;
  int key_width;
  int value_width;
};

template <class Check>
void for_sizes(Check check) {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const auto& [key_width, value_width] : {std::pair{4, 4}, {2, 2}, {1, 1}, {3, 5}, {6, 2}}) {
      CAPTURE(tokens);
      CAPTURE(key_width);
      CAPTURE(value_width);
      check(Size{tokens, key_width, value_width});
    }
  }
}

// With the verdicts of fractions.
inline std::vector<Comparison> settled(Experiment experiment, int stop) {
  experiment.study_parameters[std::string(stop_id)] = stop;
  Fractions fractions(experiment);
  while (fractions.step(nullptr)) {
  }
  return fractions.found();
}

}  // namespace lookback::road
