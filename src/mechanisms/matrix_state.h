#pragma once

#include "mechanisms/decode_state.h"
#include "numbers/operations.h"

// A recurrent state S [d_k, d_v] and what recurrences do with it: it is written by outer products of keys and
// values and read by queries. Its numbers are those of a DecodeState's part, one row for each channel of k.
namespace lookback {

// S before the first token.
template <class T>
DecodeState<T> zero_state(int key_width, int value_width, Meter<T> meter) {
  return DecodeState<T>({DecodeState<T>::fixed_part("S", key_width, value_width, meter.number(0))}, meter);
}

// S + kᵀ v, in place.
template <class T>
void accumulate_outer(std::span<T> state, std::span<const T> k, std::span<const T> v) {
  LOOKBACK_ASSERT(state.size() == k.size() * v.size());
  for (std::size_t a = 0; a < k.size(); ++a) {
    accumulate_row<T>(state.subspan(a * v.size(), v.size()), k[a], v);
  }
}

// output + q S, in place.
template <class T>
void accumulate_product(std::span<T> output, std::span<const T> q, std::span<const T> state) {
  LOOKBACK_ASSERT(state.size() == q.size() * output.size());
  for (std::size_t a = 0; a < q.size(); ++a) {
    accumulate_row<T>(output, q[a], state.subspan(a * output.size(), output.size()));
  }
}

// factor · row, in place.
template <class T>
void multiply_row(std::span<T> row, const T& factor) {
  for (T& element : row) {
    element = element * factor;
  }
}

}  // namespace lookback
