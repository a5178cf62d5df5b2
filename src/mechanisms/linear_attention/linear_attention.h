#pragma once

#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/unnormalised_attention/unnormalised_attention.h"

// Linear attention (Katharopoulos et al. 2020, eq. 4 to 6 and 9 to 12), once for every scalar:
//
//   o_i = Σ_j (φ(q_i) · φ(k_j)) v_j / (Σ_j φ(q_i) · φ(k_j) + ε)     for the keys j that query i may look at
//
// Its numerator is decayed attention without a decay; what is added here is φ and the denominator. From the
// features on, everything is sums, products and one division, so that it serves exact fractions too.
namespace lookback::linear_attention {

// φ(x) = elu(x) + 1, element by element (eq. 7).
template <Transcendental T>
Matrix<T> features(const Matrix<T>& x) {
  return x.template map<T>([](const T& element) { return elu_plus_one(element); });
}

// Queries and keys as features.
template <Transcendental T>
HeadInputs<T> featured(const HeadInputs<T>& inputs) {
  return {features(inputs.q), features(inputs.k), inputs.v, {}};
}

// The sum of one row's scores is its denominator, but for ε.
template <class T>
void normalise(std::span<T> output, const T& sum, double epsilon) {
  const T denominator = sum + T(epsilon);
  for (T& element : output) {
    element = element / denominator;
  }
}

// Parallel, under any mask. A row that sees nothing has no scores to sum and stays zeros.
template <class T>
HeadOutputs<T> parallel(const HeadInputs<T>& rows, const Mask& mask, double epsilon, Meter<T> meter) {
  HeadOutputs<T> result = decayed_attention::parallel<T>(rows, mask, {}, meter);
  for (int i = 0; i < rows.q.rows(); ++i) {
    T sum(0);
    bool sees = false;
    for (int j = 0; j < rows.k.rows(); ++j) {
      if (mask.visible(i, j)) {
        sum = sum + result.scores(i, j);
        sees = true;
      }
    }
    if (sees) {
      normalise<T>(result.output.row(i), sum, epsilon);
    }
  }
  result.weights = {};  // scores, not yet normalised
  return result;
}

// The state: S = Σ φ(k)ᵀ v and z = Σ φ(k).
inline constexpr std::size_t sum_part = 1;

template <class T>
DecodeState<T> start(int key_width, int value_width, Meter<T> meter) {
  using State = DecodeState<T>;
  return State({State::fixed_part("S", key_width, value_width, meter.number(0)),
                State::fixed_part("z", 1, key_width, meter.number(0))},
               meter);
}

// z + φ(k), in place.
template <class T>
void add_row(std::span<T> sum, std::span<const T> row) {
  for (std::size_t c = 0; c < sum.size(); ++c) {
    sum[c] = sum[c] + row[c];
  }
}

// Recurrent: S ← S + φ(k)ᵀ v, z ← z + φ(k), o = φ(q) S / (φ(q)·z + ε).
template <class T>
HeadOutputs<T> step(DecodeState<T>& state, std::span<const T> q, std::span<const T> k, std::span<const T> v,
                    double epsilon, Meter<T> meter) {
  HeadOutputs<T> result = decayed_attention::step<T>(state, q, k, v, {}, meter);
  const std::span<T> z = state.update(sum_part);  // [d_k]
  add_row<T>(z, k);
  normalise<T>(result.output.row(0), dot<T>(q, z), epsilon);
  return result;
}

// One chunk against the state before it. A row's denominator is its share of the past, φ(q)·z, and the scores
// inside the chunk.
template <class T>
HeadOutputs<T> chunk(DecodeState<T>& state, const HeadInputs<T>& rows, double epsilon, Meter<T> meter) {
  HeadOutputs<T> result = decayed_attention::chunk<T>(state, rows, {}, meter);
  const std::span<T> z = state.update(sum_part);  // [d_k]
  for (int i = 0; i < rows.q.rows(); ++i) {
    T sum = dot<T>(rows.q.row(i), z);
    for (int j = 0; j <= i; ++j) {
      sum = sum + result.scores(i, j);
    }
    normalise<T>(result.output.row(i), sum, epsilon);
  }
  for (int j = 0; j < rows.k.rows(); ++j) {
    add_row<T>(z, rows.k.row(j));
  }
  return result;
}

// Chunkwise: parallel inside chunks, recurrent from chunk to chunk. The last chunk may be shorter.
template <class T>
HeadOutputs<T> chunkwise(DecodeState<T>& state, const HeadInputs<T>& rows, int chunk_size, double epsilon,
                         Meter<T> meter) {
  LOOKBACK_ASSERT(chunk_size >= 1);
  const int tokens = rows.v.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, rows.v.columns());  // [S, d_v]
  for (int first = 0; first < tokens; first += chunk_size) {
    const int length = std::min(chunk_size, tokens - first);
    const HeadOutputs<T> part = chunk<T>(
        state, {rows.q.slice(first, length), rows.k.slice(first, length), rows.v.slice(first, length), {}},
        epsilon, meter);
    std::ranges::copy(part.output.elements(),
                      result.output.elements().begin() + std::ptrdiff_t{first} * rows.v.columns());
  }
  return result;
}

// Without a mask: Q (Kᵀ V). All tokens go into the state, which every query then reads.
template <class T>
HeadOutputs<T> state_first(DecodeState<T>& state, const HeadInputs<T>& rows, double epsilon, Meter<T> meter) {
  HeadOutputs<T> result = unnormalised_attention::state_first<T>(state, rows, meter);
  const std::span<T> z = state.update(sum_part);  // [d_k]
  for (int j = 0; j < rows.k.rows(); ++j) {
    add_row<T>(z, rows.k.row(j));
  }
  for (int i = 0; i < rows.q.rows(); ++i) {
    normalise<T>(result.output.row(i), dot<T>(rows.q.row(i), z), epsilon);
  }
  return result;
}

}  // namespace lookback::linear_attention
