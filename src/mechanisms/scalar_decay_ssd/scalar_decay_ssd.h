#pragma once

#include "mechanisms/head_inputs.h"
#include "mechanisms/matrix_state.h"
#include "numbers/scalars.h"
#include "tensor/mask.h"

// Scalar decay (Mamba-2's state-space duality; Dao and Gu 2024, listing 1, with q = C, k = B, v = X), once
// for every scalar. Before token t is added, the whole state is multiplied by one factor a_t from 0 to 1:
//
//   recurrent   S_t = a_t S_{t-1} + k_tᵀ v_t,   o_t = q_t S_t
//   parallel    (Q Kᵀ ⊙ L) V,   L_ij = a_i a_{i-1} … a_{j+1},   L_ii = 1
//
// `decays` is [S, 1].
namespace lookback::scalar_decay_ssd {

// L, lower triangular: a row is the row above times its own decay. Nothing is divided, so decays may be 0.
template <class T>
Matrix<T> decay_mask(const Matrix<T>& decays) {
  const int tokens = decays.rows();
  Matrix<T> mask(tokens, tokens, T(0));
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j + 1 < i; ++j) {
      mask(i, j) = mask(i - 1, j) * decays(i, 0);
    }
    if (i > 0) {
      mask(i, i - 1) = decays(i, 0);
    }
    mask(i, i) = T(1);
  }
  return mask;
}

// What is left at each token of the state before the first: a_0, a_0 a_1, … [S, 1].
template <class T>
Matrix<T> decays_from_start(const Matrix<T>& decays) {
  Matrix<T> left = decays;
  for (int i = 1; i < left.rows(); ++i) {
    left(i, 0) = left(i - 1, 0) * decays(i, 0);
  }
  return left;
}

// Parallel: (Q Kᵀ ⊙ L) V over the visible pairs, none of which looks ahead. `decay` is L.
template <class T>
HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Matrix<T>& decay, const Mask& mask,
                        Meter<T> meter) {
  const int tokens = inputs.q.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, inputs.v.columns());  // [S, d_v]
  result.scores = Matrix<T>(tokens, tokens);              // [S, S]
  const std::int64_t square = std::int64_t{tokens} * tokens;
  meter.scores(square,
               4 * square);  // a product writes them, the decay reads and writes, the next product reads
  meter.depth(1);
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j <= i; ++j) {
      if (mask.visible(i, j)) {
        meter.score_dot_product();
        result.scores(i, j) = dot<T>(inputs.q.row(i), inputs.k.row(j));
      }
    }
  }
  result.weights = result.scores;
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j <= i; ++j) {
      if (mask.visible(i, j)) {
        T& weight = result.weights(i, j);
        weight = weight * decay(i, j);
        accumulate_row<T>(result.output.row(i), weight, inputs.v.row(j));
      }
    }
  }
  return result;
}

// One step: the state decays, takes the new token in, and is read.
template <class T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> q, std::span<const T> k, std::span<const T> v,
                    const T& decay, Meter<T> meter) {
  meter.depth(1);
  const std::span<T> s = state.update(0);  // [d_k, d_v]
  multiply_row<T>(s, decay);
  accumulate_outer<T>(s, k, v);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));
  accumulate_product<T>(result.output.row(0), q, s);
  state.advance();
  return result;
}

// The rows of one chunk against the state R before it, with ξ_i = a_0 … a_i inside the chunk and ζ the last
// row of L:
//
//   o = (Q Kᵀ ⊙ L) V + (Q R) ⊙ ξ,   R ← ξ_{c-1} R + Kᵀ (V ⊙ ζ)
template <class T>
HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Matrix<T>& decays,
                     Meter<T> meter) {
  const int length = rows.q.rows();
  const Matrix<T> mask = decay_mask(decays);
  const Matrix<T> from_start = decays_from_start(decays);
  HeadOutputs<T> result = parallel<T>(rows, mask, Mask::causal(), meter);
  const std::span<T> r = state.update(0);  // [d_k, d_v]
  for (int i = 0; i < length; ++i) {
    Matrix<T> read(1, rows.v.columns());
    accumulate_product<T>(read.row(0), rows.q.row(i), r);
    multiply_row<T>(read.row(0), from_start(i, 0));
    for (int c = 0; c < rows.v.columns(); ++c) {
      result.output(i, c) = result.output(i, c) + read(0, c);
    }
  }
  multiply_row<T>(r, from_start(length - 1, 0));
  for (int j = 0; j < length; ++j) {
    Matrix<T> value = rows.v.slice(j, 1);
    multiply_row<T>(value.row(0), mask(length - 1, j));
    accumulate_outer<T>(r, rows.k.row(j), value.row(0));
  }
  state.advance(length);
  return result;
}

}  // namespace lookback::scalar_decay_ssd
