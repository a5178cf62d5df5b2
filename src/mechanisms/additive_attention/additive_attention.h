#pragma once

#include "mechanisms/projection.h"
#include "mechanisms/scored_attention.h"

// Additive attention (Bahdanau et al. 2014, section 3.1 and appendix A.1.2), once for every scalar:
//
//   s_ij = w_v · tanh(W_q q_i + W_k k_j)     for the keys j that query i may look at; no 1/√d
//   p_ij = exp(s_ij) / Σ_j exp(s_ij)
//   o_i  = Σ_j p_ij v_j
namespace lookback::additive_attention {

// Biases are empty where there are none, as in the paper.
template <class T>
struct Weights {
  Matrix<T> w_q;       // [d_a, d_q]
  Matrix<T> w_k;       // [d_a, d_k]
  Matrix<T> w_v;       // [1, d_a]
  Matrix<T> b_q = {};  // [1, d_a]
};

// tanh(W_q q + W_k k) of one pair, from its two projections.
template <class T>
std::vector<T> tanh_layer(std::span<const T> projected_q, std::span<const T> projected_k) {
  LOOKBACK_ASSERT(projected_q.size() == projected_k.size());
  std::vector<T> layer;
  for (std::size_t c = 0; c < projected_q.size(); ++c) {
    layer.push_back(hyperbolic_tangent(projected_q[c] + projected_k[c]));
  }
  return layer;  // [d_a]
}

// The same as it is written: tanh of one sum over the query and the key together.
template <class T>
std::vector<T> tanh_layer_of_pair(std::span<const T> q, std::span<const T> k, const Weights<T>& weights) {
  std::vector<T> layer;
  for (int a = 0; a < weights.w_v.columns(); ++a) {
    T sum = dot<T>(q, weights.w_q.row(a));
    for (int c = 0; c < weights.w_k.columns(); ++c) {
      sum = accumulate(sum, k[static_cast<std::size_t>(c)], weights.w_k(a, c));
    }
    layer.push_back(hyperbolic_tangent(weights.b_q.elements().empty() ? sum : sum + weights.b_q(0, a)));
  }
  return layer;
}

template <class T>
T score_of(std::span<const T> layer, const Matrix<T>& w_v, Meter<T> meter) {
  meter.score_dot_product();
  return dot<T>(w_v.row(0), layer);
}

// W_q q of every query and W_k k of every key are computed once; a pair adds two rows that are there.
template <class T>
class LayerProjectedOnce {
 public:
  LayerProjectedOnce(const HeadInputs<T>& inputs, const Weights<T>& weights)
      : queries_(project_rows(inputs.q, weights.w_q, weights.b_q)),
        keys_(project_rows(inputs.k, weights.w_k)) {}
  std::vector<T> operator()(int i, int j) const { return tanh_layer<T>(queries_.row(i), keys_.row(j)); }

 private:
  Matrix<T> queries_;  // [S_q, d_a]
  Matrix<T> keys_;     // [S_k, d_a]
};

// The score as it is written: both projections again for every pair.
template <class T>
class LayerProjectedEachStep {
 public:
  LayerProjectedEachStep(const HeadInputs<T>& inputs, Weights<T> weights)
      : inputs_(inputs), weights_(std::move(weights)) {}
  std::vector<T> operator()(int i, int j) const {
    return tanh_layer_of_pair<T>(inputs_.q.row(i), inputs_.k.row(j), weights_);
  }

 private:
  const HeadInputs<T>& inputs_;
  Weights<T> weights_;
};

// Row by row, for all of it takes long: step() takes the next one.
template <class T, class Layer>
class RowByRow {
 public:
  RowByRow(const HeadInputs<T>& inputs, const Weights<T>& weights, const Mask& mask, Meter<T> meter)
      : inputs_(inputs),
        mask_(mask),
        layer_(inputs, weights),
        w_v_(weights.w_v),
        meter_(meter),
        result_(before_rows<T>(inputs.q.rows(), inputs.v, meter)) {}

  bool step() {
    const int rows = inputs_.q.rows();
    if (row_ == rows) {
      return false;
    }
    attend_row_by_score<T>(
        row_, inputs_.v, [this](int i, int j) { return mask_.visible(i, j); },
        [this](int i, int j) { return score_of<T>(layer_(i, j), w_v_, meter_); },
        [](int, int, const T& weight) { return weight; }, result_);
    return ++row_ < rows;
  }
  HeadOutputs<T> take() { return std::move(result_); }

  HeadOutputs<T> all() {
    while (step()) {
    }
    return take();
  }

 private:
  const HeadInputs<T>& inputs_;
  const Mask& mask_;
  Layer layer_;
  Matrix<T> w_v_;  // [1, d_a]
  Meter<T> meter_;
  HeadOutputs<T> result_;
  int row_ = 0;
};

template <class T>
HeadOutputs<T> projected_once(const HeadInputs<T>& inputs, const Weights<T>& weights, const Mask& mask,
                              Meter<T> meter) {
  return RowByRow<T, LayerProjectedOnce<T>>(inputs, weights, mask, meter).all();
}

template <class T>
HeadOutputs<T> projected_each_step(const HeadInputs<T>& inputs, const Weights<T>& weights, const Mask& mask,
                                   Meter<T> meter) {
  return RowByRow<T, LayerProjectedEachStep<T>>(inputs, weights, mask, meter).all();
}

// What a generation keeps: W_k k_j, which does not depend on the query, and v_j of every token so far.
inline constexpr std::size_t key_part = 0;
inline constexpr std::size_t value_part = 1;

template <class T>
DecodeState<T> empty_cache(int attention_width, int value_width, Meter<T> meter) {
  return DecodeState<T>({{"W_k K", attention_width, {}}, {"V", value_width, {}}}, meter);
}

// One new token: its projected key and its value are appended, then its query looks at all visible ones.
template <class T>
HeadOutputs<T> decode_step(DecodeState<T>& cache, std::span<const T> q, std::span<const T> k,
                           std::span<const T> v, const Weights<T>& weights, const Mask& mask,
                           Meter<T> meter) {
  const int position = cache.position();
  const std::vector<T> query = project<T>(q, weights.w_q, weights.b_q);  // [d_a]
  const std::vector<T> key = project<T>(k, weights.w_k);                 // [d_a]
  cache.append({key, v});
  cache.drop_before(mask.first_key_needed(position));
  const auto score = [&](int j) {
    return score_of<T>(tanh_layer<T>(query, cache.read(key_part, j)), weights.w_v, meter);
  };
  return attend_cached_by_score<T>(cache, value_part, mask, score, meter);
}

}  // namespace lookback::additive_attention
