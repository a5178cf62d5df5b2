#pragma once

#include "mechanisms/retnet_layer/normalisation.h"
#include "mechanisms/retnet_layer/official.h"
#include "studies/three_forms/slips.h"

// The released code's normalisations (torchscale; see retnet_layer/official.h), each of which can be left
// out. With all of them the forms are retnet_layer's own, number by number.
namespace lookback::three_forms {

struct Normalisations {
  bool decay_root = false;  // D over √ of what its row sums to, c_t
  bool row_clamp = false;   // rows over max(Σ |weights|, 1)
  bool state_root = false;  // the recurrent state kept as S_t / √c_t

  bool any() const { return decay_root || row_clamp || state_root; }
};

// Outputs over √c_t and r_t. The rows are prepared.
template <Transcendental T>
Matrix<T> parallel(const HeadInputs<T>& rows, double gamma, Normalisations on, Meter<T> meter) {
  HeadOutputs<T> result = decayed_attention::parallel<T>(rows, Mask::causal(), gamma, meter);
  const std::vector<double> sums = retnet_layer::decay_sums(gamma, rows.q.rows());
  for (int t = 0; t < rows.q.rows(); ++t) {
    const double c = on.decay_root ? sums[static_cast<std::size_t>(t)] : 1;
    const auto weights = std::as_const(result.weights).row(t).first(static_cast<std::size_t>(t) + 1);
    const T r =
        on.row_clamp ? minimum(retnet_layer::row_sum<T>(weights, c), T(retnet_layer::largest_row_sum)) : T(1);
    multiply_row<T>(result.output.row(t), T(1 / std::sqrt(c)) / r);
  }
  return std::move(result.output);
}

// Steps on S_t / √c_t, from zeros.
template <Transcendental T>
Matrix<T> recurrent(const HeadInputs<T>& rows, double gamma) {
  const int width = rows.v.columns();
  std::vector<T> state(static_cast<std::size_t>(rows.k.columns()) * static_cast<std::size_t>(width), T(0));
  Matrix<T> all(rows.v.rows(), width);
  T decay_sum(0);
  for (int t = 0; t < rows.v.rows(); ++t) {
    retnet_layer::step<T>(std::span<T>(state), decay_sum,
                          {rows.q.slice(t, 1), rows.k.slice(t, 1), rows.v.slice(t, 1), {}}, gamma,
                          all.row(t));
  }
  return all;
}

// One chunk over √c_i, i inside the chunk, and max(r_i, g), on the state over c of a whole chunk.
template <Transcendental T>
Matrix<T> chunk(std::span<T> r, HeadInputs<T> rows, int chunk_size, double gamma, Normalisations on,
                Slips slips, Meter<T> meter) {
  const std::vector<double> sums = retnet_layer::decay_sums(gamma, chunk_size);
  const double whole = on.decay_root ? sums.back() : 1;
  multiply_row<T>(rows.v.elements(), T(1 / whole));
  const T g = on.row_clamp ? retnet_layer::state_scale<T>(r, rows.v.columns()) : T(1);
  HeadOutputs<T> result = chunk<T>(r, rows, gamma, slips, meter);
  for (int i = 0; i < rows.q.rows(); ++i) {
    const double c = on.decay_root ? sums[static_cast<std::size_t>(i)] : 1;
    const auto weights = std::as_const(result.weights).row(i).first(static_cast<std::size_t>(i) + 1);
    const T scale = on.row_clamp ? maximum(retnet_layer::row_sum<T>(weights, c), g) : T(1);
    multiply_row<T>(result.output.row(i), T(whole / std::sqrt(c)) / scale);
  }
  return std::move(result.output);
}

}  // namespace lookback::three_forms
