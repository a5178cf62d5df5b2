#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "mechanisms/input_spec.h"
#include "numbers/counted.h"
#include "tensor/matrix.h"

namespace lookback {

// What one head is evaluated on.
template <class T>
struct HeadInputs {
  Matrix<T> q = {};                  // [S_q, d_k]
  Matrix<T> k = {};                  // [S_k, d_k]
  Matrix<T> v = {};                  // [S_k, d_v]
  std::vector<Matrix<T>> more = {};  // the mechanism's own inputs, in the order of its InputSpecs
};

// The same numbers as another scalar.
template <class T, class Convert>
HeadInputs<T> convert(const HeadInputs<double>& inputs, Convert to) {
  HeadInputs<T> result = {inputs.q.map<T>(to), inputs.k.map<T>(to), inputs.v.map<T>(to), {}};
  for (const Matrix<double>& matrix : inputs.more) {
    result.more.push_back(matrix.map<T>(to));
  }
  return result;
}

// The same numbers, each counting into `cost`, which must outlive them.
inline HeadInputs<Counted> counted(const HeadInputs<double>& inputs, Cost& cost) {
  return convert<Counted>(inputs, [&cost](double x) { return Counted(x, &cost); });
}

// The first `tokens` positions; of an own input, those of the axes that are tokens.
template <class T>
HeadInputs<T> prefix(const HeadInputs<T>& inputs, std::span<const InputSpec> specs, int tokens) {
  HeadInputs<T> result = {inputs.q.top(tokens), inputs.k.top(tokens), inputs.v.top(tokens), {}};
  for (std::size_t i = 0; i < inputs.more.size(); ++i) {
    const Matrix<T>& whole = inputs.more[i];
    const int most_rows = specs[i].optional ? std::min(tokens, whole.rows()) : tokens;
    result.more.push_back(whole.corner(specs[i].rows == Size::tokens ? most_rows : whole.rows(),
                                       specs[i].columns == Size::tokens ? tokens : whole.columns()));
  }
  return result;
}

// What one pass over a head computed. A form leaves empty what it does not hold.
template <class T>
struct HeadOutputs {
  Matrix<T> output = {};                 // [S_q, d_v]
  Matrix<T> scores = {};                 // [S_q, S_k]; hidden pairs are zero
  Matrix<T> weights = {};                // [S_q, S_k], what multiplies the values; hidden pairs are zero
  std::vector<double> log_sum_exp = {};  // [S_q]; -inf for a row that sees nothing
};

}  // namespace lookback
