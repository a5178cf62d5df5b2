#pragma once

#include <numeric>

#include "mechanisms/softmax_row.h"

namespace lookback::bug_zoo {

// Wrong on purpose: a hidden score is set to 0, not to −∞, so that the pair keeps e⁰ in the softmax.
template <class T, class Logits>
HeadOutputs<T> zero_for_minus_infinity(const Logits& logits, const Matrix<T>& values, Meter<T> meter) {
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
      row[static_cast<std::size_t>(j)] = logits.visible(i, j) ? logits(i, j) : Logit<T>(0);
    }
    softmax<T>(keys, row, result.weights.row(i));
    accumulate_values<T>(
        keys, result.weights.row(i), [&values](int j) { return values.row(j); }, result.output.row(i));
  }
  return result;
}

}  // namespace lookback::bug_zoo
