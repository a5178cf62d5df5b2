#pragma once

#include <string>
#include <vector>

#include "experiment/evaluate.h"

namespace lookback {

// Where a matrix of an experiment comes from.
enum class MatrixSource : std::uint8_t {
  core,       // Q, K, V, scores, weights and output, as far as the mechanism has them
  input,      // the mechanism's own inputs
  projected,  // q, k and v where the mechanism computes them
  traced,     // its named intermediates
  state,      // what is kept from one token to the next
};

struct NamedMatrix {
  MatrixSource source;
  std::string id;
  std::string title;  // for people
  Matrix<double> values;
  bool rows_are_tokens = false;
  int first_token = 0;       // of row 0, where rows are tokens
  bool hides_pairs = false;  // what the mask hides is no number
};

// Every matrix that an experiment shows, in the order in which people read them.
std::vector<NamedMatrix> named_matrices(const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback
