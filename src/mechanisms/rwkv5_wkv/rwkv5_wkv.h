#pragma once

#include "mechanisms/gated_linear_attention/channel_gates.h"
#include "mechanisms/head_inputs.h"
#include "numbers/scalars.h"

// RWKV-5 and RWKV-6 (Peng et al. 2024), one head, once for every scalar. The receptance r is the query, u a
// bonus for the present token, w_t a decay from 0 to 1, both of one factor per key channel:
//
//   recurrent   o_t = r_t (S_{t-1} + diag(u) k_tᵀ v_t),   S_t = diag(w_t) S_{t-1} + k_tᵀ v_t
//   parallel    o_i = Σ_{j<i} (Σ_c r_ic k_jc Π_{m=j+1..i-1} w_mc) v_j + (Σ_c r_ic u_c k_ic) v_i
//
// The state is read before it decays: the token before the present one is not faded at all. `decays` is [1,
// d_k] in RWKV-5 and [S, d_k] in RWKV-6, `bonus` is [1, d_k].
namespace lookback::rwkv5_wkv {

// What the present token gives itself: Σ_c r_c u_c k_c.
template <class T>
T own_weight(std::span<const T> r, std::span<const T> k, std::span<const T> bonus, Meter<T> meter) {
  std::vector<T> raised(r.begin(), r.end());
  multiply_row<T>(raised, bonus);
  meter.score_dot_product();
  return dot<T>(raised, k);
}

// The part of the outputs that comes from the rows' own tokens. `carried` starts as R and ends with each
// query as it meets the first key.
template <class T>
HeadOutputs<T> among(const HeadInputs<T>& rows, const Matrix<T>& decays, const Matrix<T>& bonus,
                     Matrix<T>& carried, Meter<T> meter) {
  const int tokens = rows.q.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, rows.v.columns());  // [S, d_v]
  result.weights = Matrix<T>(tokens, tokens);           // [S, S]
  const std::int64_t square = std::int64_t{tokens} * tokens;
  meter.scores(square, 2 * square);  // one product writes them, the next reads them
  meter.depth(1);
  for (int i = 0; i < tokens; ++i) {
    result.weights(i, i) = own_weight<T>(rows.q.row(i), rows.k.row(i), bonus.row(0), meter);
    carry_back<T>(carried.row(i), rows.k, decays, 0, i - 1, result.weights.row(i), meter);
    for (int j = 0; j <= i; ++j) {
      accumulate_row<T>(result.output.row(i), result.weights(i, j), rows.v.row(j));
    }
  }
  return result;
}

// Parallel: S × S weights are held.
template <class T>
HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Matrix<T>& decays, const Matrix<T>& bonus,
                        Meter<T> meter) {
  Matrix<T> carried = inputs.q;
  return among<T>(inputs, decays, bonus, carried, meter);
}

// One step, as written: the token's own kᵀ v is read with its bonus beside the state, then the state decays
// and takes it in.
template <class T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> r, std::span<const T> k, std::span<const T> v,
                    std::span<const T> decay, std::span<const T> bonus, Meter<T> meter) {
  meter.depth(1);
  const std::span<T> s = state.update(0);  // [d_k, d_v]
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));
  for (std::size_t c = 0; c < k.size(); ++c) {
    for (std::size_t e = 0; e < v.size(); ++e) {
      T& before = s[c * v.size() + e];
      const T added = k[c] * v[e];
      T& output = result.output.row(0)[e];
      output = accumulate(output, r[c], before + bonus[c] * added);
      before = decay[c] * before + added;
    }
  }
  state.advance();
  return result;
}

// The rows of one chunk: parallel inside; a query that has been carried back to the chunk's first token goes
// on to read the state before it. The first query of the chunk reads it as it is.
template <class T>
HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Matrix<T>& decays,
                     const Matrix<T>& bonus, Meter<T> meter) {
  Matrix<T> carried = rows.q;
  HeadOutputs<T> result = among<T>(rows, decays, bonus, carried, meter);
  const std::span<T> s = state.update(0);  // [d_k, d_v]
  for (int i = 0; i < rows.q.rows(); ++i) {
    if (i > 0) {
      multiply_row<T>(carried.row(i), gates_of(decays, 0));
    }
    accumulate_product<T>(result.output.row(i), carried.row(i), s);
  }
  take_chunk<T>(s, rows.k, rows.v, decays);
  state.advance(rows.q.rows());
  return result;
}

}  // namespace lookback::rwkv5_wkv
