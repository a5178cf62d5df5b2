#pragma once

#include <optional>

#include "mechanisms/gated_linear_attention/channel_gates.h"
#include "mechanisms/head_inputs.h"
#include "numbers/scalars.h"

// Gated linear attention (Yang et al. 2023, section 4), once for every scalar, with a gate α_t of one factor
// per key channel, from 0 to 1:
//
//   recurrent   S_t = diag(α_t) S_{t-1} + k_tᵀ v_t,   o_t = q_t S_t
//   parallel    o_i = Σ_{j ≤ i} (Σ_c q_ic k_jc Π_{m=j+1..i} α_mc) v_j
//
// Queries come here scaled. `gates` is [S, d_k].
namespace lookback::gated_linear_attention {

// The part of the outputs that comes from the rows' own tokens. Every query is carried back over the tokens
// before it; `carried` starts as Q and ends with each query as it meets the first key.
template <class T>
HeadOutputs<T> among(const HeadInputs<T>& rows, const Matrix<T>& gates, Matrix<T>& carried, Meter<T> meter) {
  const int tokens = rows.q.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, rows.v.columns());  // [S, d_v]
  result.weights = Matrix<T>(tokens, tokens);           // [S, S]
  const std::int64_t square = std::int64_t{tokens} * tokens;
  meter.scores(square, 2 * square);  // one product writes them, the next reads them
  meter.depth(1);
  for (int i = 0; i < tokens; ++i) {
    carry_back<T>(carried.row(i), rows.k, gates, 0, i, result.weights.row(i), meter);
    for (int j = 0; j <= i; ++j) {
      accumulate_row<T>(result.output.row(i), result.weights(i, j), rows.v.row(j));
    }
  }
  return result;
}

// Parallel: S × S weights are held.
template <class T>
HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Matrix<T>& gates, Meter<T> meter) {
  Matrix<T> carried = inputs.q;
  return among<T>(inputs, gates, carried, meter);
}

// One step: the state fades, takes the new token in, and is read.
template <class T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> q, std::span<const T> k, std::span<const T> v,
                    std::span<const T> gate, Meter<T> meter) {
  meter.depth(1);
  const std::span<T> s = state.update(0);  // [d_k, d_v]
  fade_state<T>(s, gate);
  accumulate_outer<T>(s, k, v);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));
  accumulate_product<T>(result.output.row(0), q, s);
  state.advance();
  return result;
}

// The rows of one chunk: parallel inside, and a query that has been carried back to the chunk's first token
// goes on to read the state before it.
template <class T>
HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Matrix<T>& gates,
                     Meter<T> meter) {
  Matrix<T> carried = rows.q;
  HeadOutputs<T> result = among<T>(rows, gates, carried, meter);
  const std::span<T> s = state.update(0);  // [d_k, d_v]
  for (int i = 0; i < rows.q.rows(); ++i) {
    multiply_row<T>(carried.row(i), gates_of(gates, 0));
    accumulate_product<T>(result.output.row(i), carried.row(i), s);
  }
  take_chunk<T>(s, rows.k, rows.v, gates);
  state.advance(rows.q.rows());
  return result;
}

}  // namespace lookback::gated_linear_attention
