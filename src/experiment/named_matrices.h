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
  int first_token = 0;    // of row 0, where rows are tokens
  bool of_pairs = false;  // rows are queries and columns keys
};

// Every matrix that an experiment shows, in the order in which people read them.
std::vector<NamedMatrix> named_matrices(const Experiment& experiment, const Evaluation& evaluation);

// 1 where the mask leaves no number, as of scores (a weight is 0 there); empty where it leaves all.
Matrix<std::uint8_t> hidden_numbers(const Experiment& experiment, const NamedMatrix& matrix);

}  // namespace lookback
