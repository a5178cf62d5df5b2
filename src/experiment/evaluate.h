#pragma once

#include <optional>

#include "experiment/generation.h"

namespace lookback {

// What an experiment evaluates to. Matrices cover the tokens that have arrived.
struct Evaluation {
  Trace trace;                    // every intermediate, for the picture: scores and weights [p, p]
  Matrix<double> output;          // [p, d_v], as the chosen form computes it
  bool scores_held = true;        // the chosen form really holds the scores
  std::vector<int> empty_rows;    // queries that may look at nothing: their output is zero
  std::int64_t masked_pairs = 0;  // of the p x p
  Generation generation;
  // What a generation that keeps its state holds now; nothing where it cannot keep any.
  std::optional<DecodeState<double>> state;
};

// Pure. `previous`, what another experiment evaluated to, only saves counting again what cannot differ.
struct Previous {
  const Experiment& experiment;
  const Evaluation& evaluation;
};
Evaluation evaluate(const Experiment& experiment, const Previous* previous = nullptr);

}  // namespace lookback
