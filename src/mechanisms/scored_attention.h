#pragma once

#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/softmax_row.h"
#include "tensor/mask.h"

// Attention whose weights are the softmax of any score: what is left to a mechanism is how a query and a key
// make one.
namespace lookback {

// Room for all pairs, and what the whole pass counts at once.
template <class T>
HeadOutputs<T> before_rows(int queries, const Matrix<T>& values, Meter<T> meter) {
  const int keys = values.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(queries, values.columns());  // [S_q, d_v]
  result.scores = Matrix<T>(queries, keys);              // [S_q, S_k]
  result.weights = result.scores;
  const auto square = static_cast<std::int64_t>(queries) * keys;
  meter.scores(square, 4 * square);  // written, read and written by softmax, read by the weighted sum
  meter.depth(1);
  return result;
}

// Row i, materialised: score(i, j) gives the score of query i and key j where visible(i, j), reweigh(i, j,
// weight) what becomes of its weight after the softmax.
template <class T, class Visible, class Score, class Reweigh>
void attend_row_by_score(int i, const Matrix<T>& values, Visible visible, Score score, Reweigh reweigh,
                         HeadOutputs<T>& result) {
  std::vector<int> visible_keys;
  for (int j = 0; j < values.rows(); ++j) {
    if (visible(i, j)) {
      visible_keys.push_back(j);
      result.scores(i, j) = score(i, j);
    }
  }
  softmax<T>(visible_keys, result.scores.row(i), result.weights.row(i));
  for (const int j : visible_keys) {
    result.weights(i, j) = reweigh(i, j, result.weights(i, j));
  }
  accumulate_values<T>(
      visible_keys, result.weights.row(i), [&values](int j) { return values.row(j); }, result.output.row(i));
}

// All rows.
template <class T, class Visible, class Score, class Reweigh>
HeadOutputs<T> attend_by_score(int queries, const Matrix<T>& values, Visible visible, Score score,
                               Reweigh reweigh, Meter<T> meter) {
  HeadOutputs<T> result = before_rows(queries, values, meter);
  for (int i = 0; i < queries; ++i) {
    attend_row_by_score<T>(i, values, visible, score, reweigh, result);
  }
  return result;
}

template <class T, class Score>
HeadOutputs<T> attend_by_score(int queries, const Matrix<T>& values, const Mask& mask, Score score,
                               Meter<T> meter) {
  return attend_by_score<T>(
      queries, values, [&mask](int i, int j) { return mask.visible(i, j); }, score,
      [](int, int, const T& weight) { return weight; }, meter);
}

// One step of a generation against a cache in which the newest token is already: score(j) reads the cached
// row j and gives its score, `value_part` is where the values are.
template <class T, class Score>
HeadOutputs<T> attend_cached_by_score(const DecodeState<T>& cache, std::size_t value_part, const Mask& mask,
                                      Score score, Meter<T> meter) {
  const int newest = cache.position() - 1;
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, cache.parts()[value_part].width);  // [1, d_v]
  result.scores = Matrix<T>(1, newest + 1);                       // [1, t]
  meter.scores(cache.rows(), 4 * std::int64_t{cache.rows()});
  meter.depth(1);
  std::vector<int> visible_keys;
  for (int j = cache.first_row(); j <= newest; ++j) {
    if (mask.visible(newest, j)) {
      visible_keys.push_back(j);
      result.scores(0, j) = score(j);
    }
  }
  result.weights = Matrix<T>(1, newest + 1);
  softmax<T>(visible_keys, result.scores.row(0), result.weights.row(0));
  accumulate_values<T>(
      visible_keys, result.weights.row(0), [&](int j) { return cache.read(value_part, j); },
      result.output.row(0));
  return result;
}

}  // namespace lookback
