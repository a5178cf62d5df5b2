#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "experiment/experiment.h"
#include "mechanisms/softmax_row.h"
#include "numbers/operations.h"

// From the last row of a model back to a token: with the embeddings E, one row a name (tied weights, Press
// and Wolf 2017),
//
//   logits = E h,   p = softmax(logits / τ)
namespace lookback::model {

template <class T>
std::vector<T> logits(std::span<const T> hidden, const Matrix<T>& embeddings) {
  std::vector<T> result;
  for (int n = 0; n < embeddings.rows(); ++n) {
    result.push_back(dot<T>(embeddings.row(n), hidden));
  }
  return result;
}

// At temperature 0 all of it is on the greatest logit, the first of several equal ones.
template <class T>
std::vector<T> probabilities(std::span<const T> logits, double temperature) {
  std::vector<T> scaled(logits.begin(), logits.end());
  std::vector<int> places;
  std::size_t greatest = 0;
  for (std::size_t n = 0; n < logits.size(); ++n) {
    places.push_back(static_cast<int>(n));
    greatest = plain(logits[n]) > plain(logits[greatest]) ? n : greatest;
    scaled[n] = temperature == 0 ? T(0) : scaled[n] / T(temperature);
  }
  std::vector<T> result(logits.size(), T(0));
  if (temperature == 0) {
    result[greatest] = T(1);
  } else {
    softmax<T>(places, scaled, result);
  }
  return result;
}

// The names that there are, in order of first appearance, each with the row of X at which it first stands.
struct Vocabulary {
  std::vector<std::string> names;
  Matrix<double> embeddings;  // [V, d_model]
};
Vocabulary vocabulary_of(const Experiment& experiment);

// What may come after the last token that has arrived; nothing when none has.
struct NextToken {
  Vocabulary vocabulary;
  std::vector<double> logits;
  std::vector<double> probabilities;
};
std::optional<NextToken> next_token(const Experiment& experiment);

// Which name is drawn. The draw belongs to the seed and to the position that the token will have, so that a
// link is continued alike everywhere.
std::size_t drawn(std::span<const double> probabilities, int seed, int position);

// The experiment with the next token drawn, appended and arrived.
Expected<Experiment> with_next_token(const Experiment& experiment);

// Why it cannot; nothing when it can.
std::optional<std::string> no_generation(const Experiment& experiment);

}  // namespace lookback::model
