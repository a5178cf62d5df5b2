#pragma once

#include <vector>

#include "numbers/meter.h"
#include "tensor/mask.h"
#include "tensor/matrix.h"

namespace lookback {

// The queries, keys and values of one head.
template <class T>
struct HeadInputs {
  Matrix<T> q;  // [S_q, d_k]
  Matrix<T> k;  // [S_k, d_k]
  Matrix<T> v;  // [S_k, d_v]
};

// The first `tokens` positions.
template <class T>
HeadInputs<T> prefix(const HeadInputs<T>& inputs, int tokens) {
  return {inputs.q.top(tokens), inputs.k.top(tokens), inputs.v.top(tokens)};
}

// The same numbers, each counting into `cost`, which must outlive them.
inline HeadInputs<Counted> counted(const HeadInputs<double>& inputs, Cost& cost) {
  const auto count = [&cost](double x) { return Counted(x, &cost); };
  return {inputs.q.map<Counted>(count), inputs.k.map<Counted>(count), inputs.v.map<Counted>(count)};
}

// What one pass over a head computed. A form leaves empty what it does not hold.
template <class T>
struct HeadOutputs {
  Matrix<T> output;                 // [S_q, d_v]
  Matrix<T> scores;                 // [S_q, S_k], before softmax; hidden pairs are zero
  Matrix<T> weights;                // [S_q, S_k]
  std::vector<double> log_sum_exp;  // [S_q]; -inf for a row that sees nothing
};

}  // namespace lookback
