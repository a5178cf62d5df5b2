#pragma once

#include "mechanisms/decayed_attention/decayed_attention.h"

namespace lookback::bug_zoo {

// Wrong on purpose: the queries of chunk i read the state R_i after it, where they should read R_{i−1} before
// it, as Sun et al. 2023, eq. 7 was first printed (microsoft/unilm#1213). What the chunk itself wrote is then
// read again, later tokens included.
template <class T>
HeadOutputs<T> chunk_of_next_state(std::span<T> r, const HeadInputs<T>& rows, double decay, Meter<T> meter) {
  const int length = rows.q.rows();
  HeadOutputs<T> result = decayed_attention::weighted_sums<T>(rows, Mask::causal(), decay, meter);
  const std::vector<T> faded = powers(T(decay), length + 1);
  multiply_row<T>(r, faded[static_cast<std::size_t>(length)]);
  for (int i = 0; i < length; ++i) {
    Matrix<T> value = rows.v.slice(i, 1);
    multiply_row<T>(value.row(0), faded[static_cast<std::size_t>(length - 1 - i)]);
    accumulate_outer<T>(r, rows.k.row(i), value.row(0));
  }
  for (int i = 0; i < length; ++i) {
    Matrix<T> carried(1, rows.v.columns());
    accumulate_product<T>(carried.row(0), rows.q.row(i), r);
    multiply_row<T>(carried.row(0), faded[static_cast<std::size_t>(i + 1)]);
    for (int c = 0; c < carried.columns(); ++c) {
      result.output(i, c) = result.output(i, c) + carried(0, c);
    }
  }
  return result;
}

}  // namespace lookback::bug_zoo
