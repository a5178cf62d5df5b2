#pragma once

#include <algorithm>
#include <vector>

#include "mechanisms/matrix_state.h"
#include "tensor/matrix.h"

// A matrix state whose channels fade each at its own pace: before token t is added, row c of S is multiplied
// by the gate α_tc, from 0 to 1. Gated linear attention and RWKV-5 and 6 are written in these. Products of
// gates are formed one gate at a time and never divided by, so that a gate of 0 forgets and nothing
// overflows.
namespace lookback {

// The gates of one token: one row a token, or one row for all of them.
template <class T>
std::span<const T> gates_of(const Matrix<T>& gates, int token) {
  return gates.row(gates.rows() == 1 ? 0 : token);
}

// row ⊙ factors, in place.
template <class T>
void multiply_row(std::span<T> row, std::span<const T> factors) {
  LOOKBACK_ASSERT(row.size() == factors.size());
  for (std::size_t c = 0; c < row.size(); ++c) {
    row[c] = row[c] * factors[c];
  }
}

// diag(α) S, in place.
template <class T>
void fade_state(std::span<T> state, std::span<const T> gates) {
  const std::size_t width = gates.empty() ? 0 : state.size() / gates.size();  // d_v
  for (std::size_t c = 0; c < gates.size(); ++c) {
    multiply_row<T>(state.subspan(c * width, width), gates[c]);
  }
}

// What one query gives the keys `last` down to `first`: weights[j] = Σ_c q_c k_jc Π_{m=j+1..last} α_mc. The
// query is carried back from token to token and fades on the way; it ends as it meets the key `first`.
template <class T>
void carry_back(std::span<T> query, const Matrix<T>& k, const Matrix<T>& gates, int first, int last,
                std::span<T> weights, Meter<T> meter) {
  for (int j = last; j >= first; --j) {
    if (j < last) {
      multiply_row<T>(query, gates_of(gates, j + 1));
    }
    meter.score_dot_product();
    weights[static_cast<std::size_t>(j)] = dot<T>(query, k.row(j));
  }
}

// What is left of each token after the last of them, per channel: Π_{m>j} α_mc [c, d_k]; 1 for the last.
template <class T>
Matrix<T> left_of_tokens(const Matrix<T>& gates, int tokens, int channels) {
  Matrix<T> left(tokens, channels, T(1));
  for (int j = tokens - 2; j >= 0; --j) {
    std::ranges::copy(left.row(j + 1), left.row(j).begin());
    multiply_row<T>(left.row(j), gates_of(gates, j + 1));
  }
  return left;
}

// Takes all tokens of a chunk into the state: S ← diag(Π α) S + Σ_j (k_j ⊙ Π_{m>j} α_m)ᵀ v_j.
template <class T>
void take_chunk(std::span<T> state, const Matrix<T>& k, const Matrix<T>& v, const Matrix<T>& gates) {
  if (k.rows() == 0) {
    return;
  }
  Matrix<T> left = left_of_tokens(gates, k.rows(), k.columns());
  std::vector<T> whole(left.row(0).begin(), left.row(0).end());  // Π over the chunk
  multiply_row<T>(whole, gates_of(gates, 0));
  fade_state<T>(state, whole);
  for (int j = 0; j < k.rows(); ++j) {
    multiply_row<T>(left.row(j), k.row(j));
    accumulate_outer<T>(state, left.row(j), v.row(j));
  }
}

}  // namespace lookback
