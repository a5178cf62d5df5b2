#pragma once

#include <cmath>
#include <optional>

#include "mechanisms/additive_attention/additive_attention.h"

// Luong attention (Luong et al. 2015, section 3), once for every scalar. A query h_t looks at keys h_s, all
// of them or those in a window around a position p_t:
//
//   score(h_t, h_s) = h_t · h_s                     dot
//                   = h_s · (W_a h_t)               general
//                   = v_a · tanh(W_1 h_t + W_2 h_s) concat: additive attention with W_a = [W_1 W_2]
//   α_ts = exp(score) / Σ_s exp(score)              over the keys in sight; no 1/√d
//   c_t  = Σ_s α_ts v_s
//
// The released code takes the maximum of a row over hidden zeros too, which makes all its weights zero when
// every score is far below; here it is over the visible scores only.
namespace lookback::luong_attention {

enum class Score : std::uint8_t { dot, general, concat };
enum class Locality : std::uint8_t { global, local_m, local_p };

struct Options {
  Score score = Score::dot;
  Locality locality = Locality::global;
  int half_width = 1;           // D
  std::optional<double> sigma;  // of the Gaussian; absent: D/2
};

// Only what the options need is there.
template <class T>
struct Weights {
  Matrix<T> w_a = {};                          // [d_s, d_t], of general
  additive_attention::Weights<T> concat = {};  // W_1, W_2 and v_a
  Matrix<T> w_p = {};                          // [d_p, d_t], of local-p
  Matrix<T> v_p = {};                          // [1, d_p]
};

// What of a query, and what of a key, is compared.
template <class T>
std::vector<T> compared_query(std::span<const T> h_t, const Weights<T>& weights, Score score) {
  switch (score) {
    case Score::general:
      return project<T>(h_t, weights.w_a);
    case Score::concat:
      return project<T>(h_t, weights.concat.w_q, weights.concat.b_q);
    case Score::dot:
      break;
  }
  return {h_t.begin(), h_t.end()};
}

template <class T>
std::vector<T> compared_key(std::span<const T> h_s, const Weights<T>& weights, Score score) {
  return score == Score::concat ? project<T>(h_s, weights.concat.w_k)
                                : std::vector<T>(h_s.begin(), h_s.end());
}

template <class T>
T score_of(std::span<const T> query, std::span<const T> key, const Weights<T>& weights, Score score,
           Meter<T> meter) {
  if (score == Score::concat) {
    return additive_attention::score_of<T>(additive_attention::tanh_layer<T>(query, key), weights.concat.w_v,
                                           meter);
  }
  meter.score_dot_product();
  return dot<T>(query, key);
}

// tanh(W_p h_t), from which local-p predicts where to look.
template <class T>
std::vector<T> hidden_of(std::span<const T> h_t, const Weights<T>& weights) {
  std::vector<T> hidden = project<T>(h_t, weights.w_p);
  for (T& x : hidden) {
    x = hyperbolic_tangent(x);
  }
  return hidden;
}

// Where query t looks among n keys: at position t, kept to the last key as the released code does (local-m),
// or at p_t = n · sigmoid(v_p · tanh(W_p h_t)), a real number between 0 and n (local-p, eq. 9).
template <class T>
T centre_of(int t, std::span<const T> h_t, int keys, const Weights<T>& weights, Locality locality) {
  if (locality != Locality::local_p) {
    return T(std::min(t, keys - 1));
  }
  return T(keys) * sigmoid(dot<T>(weights.v_p.row(0), hidden_of<T>(h_t, weights)));
}

// The window around a centre: floor(p) - D to floor(p) + D, as the released code cuts it. The paper's
// [p - D, p + D] leaves open which whole numbers are meant.
struct Window {
  int first;
  int last;
  bool holds(int key) const { return key >= first && key <= last; }
};

inline Window window_around(double centre, int half_width) {
  const int middle = static_cast<int>(std::floor(centre));
  return {middle - half_width, middle + half_width};
}

// exp(-(s - p)² / (2σ²)), eq. 10: favours the keys near the centre. The weights are not made to sum to 1
// again.
template <class T>
T gaussian(int key, const T& centre, const Options& options) {
  const double sigma = options.sigma ? *options.sigma : options.half_width / 2.0;
  const T off = T(key) - centre;
  return exponential(-(off * off * T(1 / (2 * sigma * sigma))));
}

// Every query's centre [S_q, 1]; empty where it looks everywhere.
template <class T>
Matrix<T> centres(const HeadInputs<T>& inputs, const Weights<T>& weights, const Options& options) {
  if (options.locality == Locality::global) {
    return {};
  }
  Matrix<T> result(inputs.q.rows(), 1);
  for (int t = 0; t < inputs.q.rows(); ++t) {
    result(t, 0) = centre_of<T>(t, inputs.q.row(t), inputs.k.rows(), weights, options.locality);
  }
  return result;
}

// All rows in one pass.
template <class T>
HeadOutputs<T> materialised(const HeadInputs<T>& inputs, const Weights<T>& weights, const Mask& mask,
                            const Options& options, Meter<T> meter) {
  const bool local = options.locality != Locality::global;
  const Matrix<T> centre = centres(inputs, weights, options);
  std::vector<std::vector<T>> queries;
  std::vector<std::vector<T>> keys;
  for (int t = 0; t < inputs.q.rows(); ++t) {
    queries.push_back(compared_query<T>(inputs.q.row(t), weights, options.score));
  }
  for (int s = 0; s < inputs.k.rows(); ++s) {
    keys.push_back(compared_key<T>(inputs.k.row(s), weights, options.score));
  }
  const auto visible = [&](int t, int s) {
    return mask.visible(t, s) && (!local || window_around(plain(centre(t, 0)), options.half_width).holds(s));
  };
  const auto score = [&](int t, int s) {
    return score_of<T>(queries[static_cast<std::size_t>(t)], keys[static_cast<std::size_t>(s)], weights,
                       options.score, meter);
  };
  const auto reweigh = [&](int t, int s, const T& weight) {
    return options.locality == Locality::local_p ? weight * gaussian<T>(s, centre(t, 0), options) : weight;
  };
  return attend_by_score<T>(inputs.q.rows(), inputs.v, visible, score, reweigh, meter);
}

// What a generation keeps: what of each key is compared, and its value.
inline constexpr std::size_t key_part = 0;
inline constexpr std::size_t value_part = 1;

template <class T>
DecodeState<T> empty_cache(int compared_width, int value_width, const Options& options, Meter<T> meter) {
  return DecodeState<T>(
      {{options.score == Score::concat ? "W₂ K" : "K", compared_width, {}}, {"V", value_width, {}}}, meter);
}

// The oldest key that the query at `position` or a later one may still look at.
inline int first_key_needed(int position, const Mask& mask, const Options& options) {
  const int first = mask.first_key_needed(position);
  return options.locality == Locality::local_m ? std::max(first, position - options.half_width) : first;
}

// One new token of a generation: global, or local-m, whose window moves on by one key each step. Local-p has
// no steps: its centre is a fraction of the length, which each new token changes for all rows.
template <class T>
HeadOutputs<T> decode_step(DecodeState<T>& cache, std::span<const T> q, std::span<const T> k,
                           std::span<const T> v, const Weights<T>& weights, const Mask& mask,
                           const Options& options, Meter<T> meter) {
  LOOKBACK_ASSERT(options.locality != Locality::local_p);
  const int position = cache.position();
  const std::vector<T> query = compared_query<T>(q, weights, options.score);
  const std::vector<T> key = compared_key<T>(k, weights, options.score);
  cache.append({key, v});
  cache.drop_before(first_key_needed(position, mask, options));
  const auto score = [&](int s) {
    return score_of<T>(query, cache.read(key_part, s), weights, options.score, meter);
  };
  return attend_cached_by_score<T>(cache, value_part, mask, score, meter);
}

}  // namespace lookback::luong_attention
