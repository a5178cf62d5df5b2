#pragma once

#include <algorithm>
#include <optional>

#include "mechanisms/head_inputs.h"
#include "mechanisms/matrix_state.h"
#include "mechanisms/position/rotation.h"
#include "numbers/scalars.h"
#include "tensor/mask.h"

// Attention without a softmax, whose past fades by γ each token (Sun et al. 2023, eq. 5 to 7), once for every
// scalar and every mechanism that is an instance of it:
//
//   parallel    o_i = Σ_j (q_i · k_j) γ^(i-j) v_j        for the keys j that query i may look at
//   recurrent   S_t = γ S_{t-1} + k_tᵀ v_t,  o_t = q_t S_t
//
// Without a decay nothing is multiplied for it. All forms take queries and keys that are prepared: scaled and
// rotated.
namespace lookback::decayed_attention {

using Decay = std::optional<double>;  // γ, from 0 to 1

struct Options {
  Decay decay;
  std::optional<double> scale;       // σ, which multiplies the queries; absent: 1
  std::optional<Rotation> rotation;  // of queries and keys; absent: positions count through γ alone
};

// q_t σ and k_t, turned by the angle of their position; row 0 stands at `first_position`.
template <class T>
HeadInputs<T> prepared(HeadInputs<T> inputs, const Options& options, int first_position = 0) {
  if (options.scale) {
    for (T& element : inputs.q.elements()) {
      element = element * T(*options.scale);
    }
  }
  if (options.rotation) {
    inputs.q = rotated<T>(std::move(inputs.q), *options.rotation, first_position);
    inputs.k = rotated<T>(std::move(inputs.k), *options.rotation, first_position);
  }
  return inputs;
}

// (Q Kᵀ ⊙ D) V with D_ij = γ^(i-j), and 0 where the pair is hidden.
template <class T>
HeadOutputs<T> weighted_sums(const HeadInputs<T>& inputs, const Mask& mask, const Decay& decay,
                             Meter<T> meter) {
  const int queries = inputs.q.rows();
  const int keys = inputs.k.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(queries, inputs.v.columns());  // [S_q, d_v]
  result.scores = Matrix<T>(queries, keys);                // [S_q, S_k]

  // The product writes them and the next product reads them; a decay reads and writes them in between.
  const auto square = static_cast<std::int64_t>(queries) * keys;
  meter.scores(square, (decay ? 4 : 2) * square);

  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      if (mask.visible(i, j)) {
        meter.score_dot_product();
        result.scores(i, j) = dot<T>(inputs.q.row(i), inputs.k.row(j));
      }
    }
  }
  result.weights = result.scores;
  const std::vector<T> faded = decay ? powers(T(*decay), queries) : std::vector<T>();
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      if (mask.visible(i, j)) {
        T& weight = result.weights(i, j);
        if (decay) {
          LOOKBACK_ASSERT(j <= i);
          weight = weight * faded[static_cast<std::size_t>(i - j)];
        }
        accumulate_row<T>(result.output.row(i), weight, inputs.v.row(j));
      }
    }
  }
  return result;
}

// Parallel: all rows at once.
template <class T>
HeadOutputs<T> parallel(const HeadInputs<T>& inputs, const Mask& mask, const Decay& decay, Meter<T> meter) {
  meter.depth(1);
  return weighted_sums<T>(inputs, mask, decay, meter);
}

// One step of the recurrence on the numbers of a state S [d_k, d_v]: it fades, takes the new token in, and is
// read into `output`, which starts from zeros.
template <class T>
void step(std::span<T> s, std::span<const T> q, std::span<const T> k, std::span<const T> v,
          const Decay& decay, std::span<T> output) {
  if (decay) {
    multiply_row<T>(s, T(*decay));
  }
  accumulate_outer<T>(s, k, v);
  accumulate_product<T>(output, q, s);
}

template <class T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> q, std::span<const T> k, std::span<const T> v,
                    const Decay& decay, Meter<T> meter) {
  meter.depth(1);
  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));
  step<T>(state.update(0), q, k, v, decay, result.output.row(0));
  state.advance();
  return result;
}

// Recurrent: one step for each row, from `state` on, which it leaves as it is after the last.
template <class T>
HeadOutputs<T> recurrent(DecodeState<T>& state, const HeadInputs<T>& inputs, const Decay& decay,
                         Meter<T> meter) {
  HeadOutputs<T> result;
  result.output = Matrix<T>(inputs.v.rows(), inputs.v.columns());  // [S, d_v]
  for (int t = 0; t < inputs.v.rows(); ++t) {
    const HeadOutputs<T> row =
        step<T>(state, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), decay, meter);
    std::ranges::copy(row.output.row(0), result.output.row(t).begin());
  }
  return result;
}

// The rows of one chunk against the numbers of the state R [d_k, d_v] before it, local index i (Sun et al.
// 2023, eq. 7, with the ζ that the first version of the paper leaves out):
//
//   o = (Q Kᵀ ⊙ D) V + (Q R) ⊙ ξ,   ξ_i = γ^(i+1)
//   R ← γ^c R + Kᵀ (V ⊙ ζ),         ζ_i = γ^(c-1-i)
template <class T>
HeadOutputs<T> chunk(std::span<T> r, const HeadInputs<T>& rows, const Decay& decay, Meter<T> meter) {
  const int length = rows.q.rows();  // c
  const int width = rows.v.columns();
  HeadOutputs<T> result = weighted_sums<T>(rows, Mask::causal(), decay, meter);
  const std::vector<T> faded = decay ? powers(T(*decay), length + 1) : std::vector<T>();

  for (int i = 0; i < length; ++i) {
    Matrix<T> carried(1, width);
    accumulate_product<T>(carried.row(0), rows.q.row(i), r);
    if (decay) {
      multiply_row<T>(carried.row(0), faded[static_cast<std::size_t>(i + 1)]);
    }
    for (int c = 0; c < width; ++c) {
      result.output(i, c) = result.output(i, c) + carried(0, c);
    }
  }
  if (decay) {
    multiply_row<T>(r, faded[static_cast<std::size_t>(length)]);
  }
  for (int i = 0; i < length; ++i) {
    Matrix<T> value = rows.v.slice(i, 1);
    if (decay) {
      multiply_row<T>(value.row(0), faded[static_cast<std::size_t>(length - 1 - i)]);
    }
    accumulate_outer<T>(r, rows.k.row(i), value.row(0));
  }
  return result;
}

template <class T>
HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, const Decay& decay, Meter<T> meter) {
  meter.depth(1);
  HeadOutputs<T> result = chunk<T>(state.update(0), rows, decay, meter);
  state.advance(rows.q.rows());
  return result;
}

// Chunkwise: parallel inside chunks of `chunk_size` tokens, recurrent from chunk to chunk. The last chunk may
// be shorter.
template <class T>
HeadOutputs<T> chunkwise(DecodeState<T>& state, const HeadInputs<T>& inputs, int chunk_size,
                         const Decay& decay, Meter<T> meter) {
  LOOKBACK_ASSERT(chunk_size >= 1);
  const int tokens = inputs.v.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, inputs.v.columns());  // [S, d_v]
  for (int first = 0; first < tokens; first += chunk_size) {
    const int length = std::min(chunk_size, tokens - first);
    const HeadInputs<T> rows = {
        inputs.q.slice(first, length), inputs.k.slice(first, length), inputs.v.slice(first, length), {}};
    const HeadOutputs<T> part = chunk<T>(state, rows, decay, meter);
    std::ranges::copy(part.output.elements(),
                      result.output.elements().begin() + std::ptrdiff_t{first} * inputs.v.columns());
  }
  return result;
}

}  // namespace lookback::decayed_attention
