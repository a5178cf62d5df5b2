#pragma once

#include <numeric>

#include "mechanisms/softmax_row.h"

namespace lookback::bug_zoo {

// Wrong on purpose: the softmax runs over all keys, and only then are hidden weights made zero. What is left
// does not sum to 1, and its denominator has felt every key (huggingface/pytorch-image-models#2236).
template <class T, class Logits>
HeadOutputs<T> mask_after_softmax(const Logits& logits, const Matrix<T>& values, Meter<T> meter) {
  HeadOutputs<T> result;
  result.output = Matrix<T>(logits.queries(), values.columns());
  result.weights = Matrix<T>(logits.queries(), logits.keys());
  const auto square = static_cast<std::int64_t>(logits.queries()) * logits.keys();
  meter.scores(square, 4 * square);
  std::vector<int> keys(static_cast<std::size_t>(logits.keys()));
  std::iota(keys.begin(), keys.end(), 0);
  for (int i = 0; i < logits.queries(); ++i) {
    std::vector<Logit<T>> row(keys.size());
    for (const int j : keys) {
      row[static_cast<std::size_t>(j)] = logits(i, j);
    }
    softmax<T>(keys, row, result.weights.row(i));
    std::vector<int> seen;
    for (const int j : keys) {
      if (logits.visible(i, j)) {
        seen.push_back(j);
      } else {
        result.weights(i, j) = T(0);
      }
    }
    accumulate_values<T>(
        seen, result.weights.row(i), [&values](int j) { return values.row(j); }, result.output.row(i));
  }
  return result;
}

}  // namespace lookback::bug_zoo
