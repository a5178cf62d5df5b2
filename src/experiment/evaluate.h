#pragma once

#include <optional>

#include "experiment/generation.h"

namespace lookback {

// How far the outputs of a generation that keeps its state are from those of recomputing every step.
struct CacheParity {
  double difference = 0;    // the greatest so far
  int token = -1;           // whose output differs most; -1: none does
  int dimension = -1;       //
  bool is_rounding = true;  // no more than the rounding of a different order of operations
};

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
  std::optional<CacheParity> parity;  // likewise
};

// Pure. `previous`, what another experiment evaluated to, only saves counting again what cannot differ.
struct Previous {
  const Experiment& experiment;
  const Evaluation& evaluation;
};
Evaluation evaluate(const Experiment& experiment, const Previous* previous = nullptr);

// As far as the experiment's study shows it: everything beside the board, else the parity of a generation.
Evaluation evaluate_shown(const Experiment& experiment, const Previous* previous = nullptr);

// The parity of stepped outputs with recomputed ones, both [tokens, width].
CacheParity parity_of(const Matrix<double>& stepped, const Matrix<double>& recomputed);

}  // namespace lookback
