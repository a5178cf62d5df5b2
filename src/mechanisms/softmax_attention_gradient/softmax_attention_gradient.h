#pragma once

#include "mechanisms/softmax_attention/online.h"

// The gradients of softmax attention, given dO, the gradient of a loss by the output, and what the forward
// pass left: o and L (FlashAttention-2, Dao 2023, section 3.1.2 and algorithm 2):
//
//   p_ij  = exp(s_ij - L_i)                       recomputed, not kept
//   dS_ij = p_ij (dO_i · v_j - D_i),              D_i = dO_i · o_i
//   dQ_i  = σ Σ_j dS_ij k_j
//   dK_j  = σ Σ_i dS_ij q_i,                      dV_j = Σ_i p_ij dO_i
//
// The sums over i are over the queries that look at key j: under the causal mask its own and later ones. Over
// one query alone they are that query's contribution.
namespace lookback::softmax_attention_gradient {

// What the forward pass leaves for the backward pass.
template <class T>
struct Forward {
  Matrix<T> output;            // o [S_q, d_v]
  std::vector<T> log_sum_exp;  // L [S_q]
};

template <class T>
Forward<T> forward(const HeadInputs<T>& inputs, const Mask& mask, const softmax_attention::Options& options,
                   Meter<T> meter) {
  const softmax_attention::DotProducts<T> logits{inputs, mask, options, meter};
  const int keys = inputs.k.rows();
  softmax_attention::Part<T> whole =
      softmax_attention::online_part<T>(logits, inputs.v, 0, keys, std::max(keys, 1), meter);
  return {std::move(whole.output), std::move(whole.log_sum_exp)};
}

template <class T>
struct Gradients {
  Matrix<T> q;  // dQ [S_q, d_k]
  Matrix<T> k;  // dK [S_k, d_k]
  Matrix<T> v;  // dV [S_k, d_v]
};

// The gradient by one score, and by the weight that comes from it.
template <class T>
struct PairGradient {
  T by_weight;  // dP
  T by_score;   // dS
};

template <class T>
PairGradient<T> pair_gradient(const T& weight, std::span<const T> d_output, std::span<const T> value,
                              const T& row_product) {
  const T by_weight = dot<T>(d_output, value);
  return {by_weight, weight * (by_weight - row_product)};
}

// D_i = dO_i · o_i: Σ_j p_ij dP_ij, so that every row of dS sums to zero.
template <class T>
std::vector<T> row_products(const Matrix<T>& d_output, const Matrix<T>& output) {
  std::vector<T> products;
  for (int i = 0; i < output.rows(); ++i) {
    products.push_back(dot<T>(d_output.row(i), output.row(i)));
  }
  return products;
}

// Backward over the visible pairs for which `wanted(i, j)`. `weight(i, j)` gives p_ij.
template <class T, class Wanted, class Weight>
Gradients<T> backward_from(const HeadInputs<T>& inputs, const Mask& mask, const Matrix<T>& d_output,
                           const Matrix<T>& output, const softmax_attention::Options& options, Wanted wanted,
                           Weight weight) {
  const int queries = inputs.q.rows();
  const int keys = inputs.k.rows();
  Gradients<T> d{Matrix<T>(queries, inputs.q.columns()), Matrix<T>(keys, inputs.k.columns()),
                 Matrix<T>(keys, inputs.v.columns())};
  const std::vector<T> row_product = row_products(d_output, output);
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      if (!mask.visible(i + options.query_offset, j) || !wanted(i, j)) {
        continue;
      }
      const T p = weight(i, j);
      accumulate_row<T>(d.v.row(j), p, d_output.row(i));
      T by_product =
          pair_gradient<T>(p, d_output.row(i), inputs.v.row(j), row_product[static_cast<std::size_t>(i)])
              .by_score;
      if (options.scale) {
        by_product = by_product * T(*options.scale);
      }
      accumulate_row<T>(d.q.row(i), by_product, inputs.k.row(j));
      accumulate_row<T>(d.k.row(j), by_product, inputs.q.row(i));
    }
  }
  return d;
}

inline constexpr auto every_pair = [](int, int) { return true; };
inline constexpr auto own_pair = [](int i, int j) { return i == j; };
inline constexpr auto other_pairs = [](int i, int j) { return i != j; };

// With the weights recomputed from L: nothing of size S x S is held.
template <class T, class Wanted>
Gradients<T> backward(const HeadInputs<T>& inputs, const Mask& mask, const Matrix<T>& d_output,
                      const Forward<T>& forward, const softmax_attention::Options& options, Wanted wanted,
                      Meter<T> meter) {
  meter.depth(1);
  const softmax_attention::DotProducts<T> logits{inputs, mask, options, meter};
  return backward_from<T>(inputs, mask, d_output, forward.output, options, wanted, [&](int i, int j) {
    return exponential(logits(i, j) - forward.log_sum_exp[static_cast<std::size_t>(i)]);
  });
}

// With the weights that the forward pass kept, S x S of them.
template <class T>
Gradients<T> backward_kept(const HeadInputs<T>& inputs, const Mask& mask, const Matrix<T>& d_output,
                           const HeadOutputs<T>& forward, const softmax_attention::Options& options,
                           Meter<T> meter) {
  const auto square = static_cast<std::int64_t>(forward.weights.rows()) * forward.weights.columns();
  meter.scores(square, square);  // read once
  meter.depth(1);
  return backward_from<T>(inputs, mask, d_output, forward.output, options, every_pair,
                          [&](int i, int j) { return forward.weights(i, j); });
}

// The gradient by the weights of a projection y = x Wᵀ, from that by y: Σ_t dy_tᵀ x_t, added to `sum`
// [out, in].
template <class T>
void accumulate_weight_gradient(Matrix<T>& sum, const Matrix<T>& by_rows, const Matrix<T>& x) {
  for (int t = 0; t < x.rows(); ++t) {
    for (int out = 0; out < by_rows.columns(); ++out) {
      accumulate_row<T>(sum.row(out), by_rows(t, out), x.row(t));
    }
  }
}

}  // namespace lookback::softmax_attention_gradient
