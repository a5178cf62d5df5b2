#pragma once

#include "mechanisms/decayed_attention/decayed_attention.h"

// The chunk equation with the slips that its printed forms have. The right one is decayed_attention's, and so
// is everything here that a slip leaves alone.
namespace lookback::three_forms {

using decayed_attention::Decay;

struct Slips {
  bool zeta_missing = false;  // the first version of Sun et al. 2023, eq. 7, leaves ζ out
  bool later_state = false;   // R_i is read where R_{i−1} belongs (microsoft/unilm, issue 1213)

  bool any() const { return zeta_missing || later_state; }
};

// R ← γ^c R + Kᵀ V, where V ⊙ ζ belongs.
template <class T>
void update_without_zeta(std::span<T> r, const HeadInputs<T>& rows, const Decay& decay) {
  const int length = rows.v.rows();  // c
  if (decay) {
    multiply_row<T>(r, powers(T(*decay), length + 1).back());
  }
  for (int i = 0; i < length; ++i) {
    accumulate_outer<T>(r, rows.k.row(i), rows.v.row(i));
  }
}

// One chunk against R, which it leaves as it is after the chunk.
template <class T>
HeadOutputs<T> chunk(std::span<T> r, const HeadInputs<T>& rows, const Decay& decay, Slips slips,
                     Meter<T> meter) {
  const std::vector<T> before(r.begin(), r.end());
  HeadOutputs<T> result = decayed_attention::chunk<T>(r, rows, decay, meter);
  if (slips.zeta_missing) {
    std::ranges::copy(before, r.begin());
    update_without_zeta<T>(r, rows, decay);
  }
  if (slips.later_state) {
    std::vector<T> read(r.begin(), r.end());
    result = decayed_attention::chunk<T>(read, rows, decay, meter);
  }
  return result;
}

// Chunk after chunk: chunk(r, rows) gives the outputs of one.
template <class T, class Chunk>
Matrix<T> chunk_by_chunk(const HeadInputs<T>& rows, int chunk_size, Chunk chunk) {
  const int width = rows.v.columns();
  std::vector<T> r(static_cast<std::size_t>(rows.k.columns()) * static_cast<std::size_t>(width), T(0));
  Matrix<T> all(rows.v.rows(), width);
  for (int first = 0; first < rows.v.rows(); first += chunk_size) {
    const int length = std::min(chunk_size, rows.v.rows() - first);
    const Matrix<T> outputs =
        chunk(std::span<T>(r),
              HeadInputs<T>{
                  rows.q.slice(first, length), rows.k.slice(first, length), rows.v.slice(first, length), {}});
    std::ranges::copy(outputs.elements(), all.elements().begin() + std::ptrdiff_t{first} * width);
  }
  return all;
}

}  // namespace lookback::three_forms
