#pragma once

#include "mechanisms/head_inputs.h"
#include "mechanisms/matrix_state.h"
#include "mechanisms/scalar_decay_ssd/scalar_decay_ssd.h"
#include "numbers/scalars.h"

// The delta rule (Schlag et al. 2021; Yang et al. 2024), once for every scalar, and with a decay a_t the
// gated delta rule (Yang et al. 2025). The state first decays. It then answers the new key with its
// prediction of the value, and what is written is the part β_t of the difference:
//
//   S ← a_t S,   u_t = β_t (v_t - k_t S),   S ← S + k_tᵀ u_t,   o_t = q_t S
//
// Queries come here scaled. `beta` is [S, 1]; `decays` is [S, 1], or null where nothing decays: then nothing
// is multiplied for it.
namespace lookback::delta_rule {

// What a chunk of tokens, or a step, computed.
template <class T>
struct Rows : HeadOutputs<T> {
  Matrix<T> predicted = {};  // k_t S [c, d_v]
  Matrix<T> written = {};    // u_t [c, d_v]
};

// What is written of a value: β (v - prediction).
template <class T>
void write_difference(std::span<T> written, std::span<const T> v, std::span<const T> predicted,
                      const T& beta) {
  for (std::size_t e = 0; e < v.size(); ++e) {
    written[e] = beta * (v[e] - predicted[e]);
  }
}

template <class T>
Rows<T> step(DecodeState<T>& state, std::span<const T> q, std::span<const T> k, std::span<const T> v,
             const T& beta, const T* decay, Meter<T> meter) {
  meter.depth(1);
  const int width = static_cast<int>(v.size());
  Rows<T> result;
  result.output = Matrix<T>(1, width);
  result.predicted = Matrix<T>(1, width);
  result.written = Matrix<T>(1, width);
  const std::span<T> s = state.update(0);  // [d_k, d_v]
  if (decay != nullptr) {
    multiply_row<T>(s, *decay);
  }
  accumulate_product<T>(result.predicted.row(0), k, s);
  write_difference<T>(result.written.row(0), v, result.predicted.row(0), beta);
  accumulate_outer<T>(s, k, result.written.row(0));
  accumulate_product<T>(result.output.row(0), q, s);
  state.advance();
  return result;
}

// The rows of one chunk against the state R before it. What each token writes depends on what the tokens
// before it in the chunk wrote, so the u_t are the solution of a triangular system (Yang et al. 2024), by
// forward substitution:
//
//   u_t = β_t (v_t - ξ_t k_t R - Σ_{j<t} L_tj (k_t·k_j) u_j)
//   o_t = ξ_t q_t R + Σ_{j≤t} L_tj (q_t·k_j) u_j,   R ← ξ_{c-1} R + Σ_j ζ_j k_jᵀ u_j
//
// with L, ξ and ζ of the decays as in scalar_decay_ssd.h.
template <class T>
Rows<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Matrix<T>& beta,
              const Matrix<T>* decays, Meter<T> meter) {
  const int length = rows.q.rows();  // c
  const int width = rows.v.columns();
  Rows<T> result;
  result.output = Matrix<T>(length, width);
  result.scores = Matrix<T>(length, length);
  result.weights = Matrix<T>(length, length);  // of what was written, not of the values
  result.predicted = Matrix<T>(length, width);
  result.written = Matrix<T>(length, width);
  const std::int64_t square = std::int64_t{length} * length;
  meter.scores(square, (decays != nullptr ? 4 : 2) * square);
  meter.depth(1);

  const std::span<T> r = state.update(0);  // [d_k, d_v]
  const Matrix<T> left = decays != nullptr ? scalar_decay_ssd::decay_mask(*decays) : Matrix<T>();
  const Matrix<T> from_start = decays != nullptr ? scalar_decay_ssd::decays_from_start(*decays) : Matrix<T>();
  const auto fade_pair = [&](const T& product, int i, int j) {
    return decays != nullptr ? product * left(i, j) : product;
  };
  for (int t = 0; t < length; ++t) {
    const std::span<T> predicted = result.predicted.row(t);
    const std::span<T> output = result.output.row(t);
    accumulate_product<T>(predicted, rows.k.row(t), r);
    accumulate_product<T>(output, rows.q.row(t), r);
    if (decays != nullptr) {
      multiply_row<T>(predicted, from_start(t, 0));
      multiply_row<T>(output, from_start(t, 0));
    }
    for (int j = 0; j < t; ++j) {
      const T overlap = fade_pair(dot<T>(rows.k.row(t), rows.k.row(j)), t, j);
      accumulate_row<T>(predicted, overlap, result.written.row(j));
    }
    write_difference<T>(result.written.row(t), rows.v.row(t), predicted, beta(t, 0));
    for (int j = 0; j <= t; ++j) {
      meter.score_dot_product();
      result.scores(t, j) = dot<T>(rows.q.row(t), rows.k.row(j));
      result.weights(t, j) = fade_pair(result.scores(t, j), t, j);
      accumulate_row<T>(output, result.weights(t, j), result.written.row(j));
    }
  }
  if (decays != nullptr && length > 0) {
    multiply_row<T>(r, from_start(length - 1, 0));
  }
  for (int j = 0; j < length; ++j) {
    Matrix<T> written = result.written.slice(j, 1);
    if (decays != nullptr) {
      multiply_row<T>(written.row(0), left(length - 1, j));
    }
    accumulate_outer<T>(r, rows.k.row(j), written.row(0));
  }
  state.advance(length);
  return result;
}

}  // namespace lookback::delta_rule
