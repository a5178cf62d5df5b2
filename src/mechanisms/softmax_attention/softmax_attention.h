#pragma once

#include <cstdlib>
#include <optional>

#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/softmax_row.h"
#include "numbers/scalars.h"
#include "tensor/mask.h"

// Softmax attention (Vaswani et al. 2017, eq. 1), once for every scalar:
//
//   s_ij = σ (q_i · k_j) + b_ij - m |i - j|     for the keys j that query i may look at
//   p_ij = exp(s_ij) / Σ_j exp(s_ij)
//   o_i  = Σ_j p_ij v_j
//
// The largest logit of a row is subtracted before exp, so that logits of any size give the right answer.
// A row that may look at nothing gives zeros, and -inf as its log-sum-exp. From the logits on, everything is
// written for a Logit<T>, so that exact fractions are served too where logits are given.
namespace lookback::softmax_attention {

struct Options {
  std::optional<double> scale;  // σ; absent: scores are plain dot products
  std::optional<double> slope;  // ALiBi's m (Press et al. 2021); absent: no penalty on distance
  bool biased = false;          // b is the first own input, [S_q, S_k]; -inf hides the pair
  int query_offset = 0;         // position of query 0, when there are more keys than queries
  bool log_sum_exp = false;     // compute L_i too, where the form does not need it anyway
};

template <class T>
T pair_score(std::span<const T> q, std::span<const T> k, int distance, const T* bias, const Options& options,
             Meter<T> meter) {
  meter.score_dot_product();
  T s = dot<T>(q, k);
  if (options.scale) {
    s = s * T(*options.scale);
  }
  if (bias != nullptr) {
    s = s + *bias;
  }
  if (options.slope) {
    s = s - T(*options.slope * std::abs(distance));
  }
  return s;
}

// The logits of one head, from its queries and keys.
template <class T>
struct DotProducts {
  const HeadInputs<T>& inputs;
  const Mask& mask;
  const Options& options;
  Meter<T> meter;

  int queries() const { return inputs.q.rows(); }
  int keys() const { return inputs.k.rows(); }
  bool visible(int query, int key) const {
    return mask.visible(query + options.query_offset, key) &&
           (!options.biased || plain(inputs.more[0](query, key)) != minus_infinity);
  }
  T operator()(int query, int key) const {
    return pair_score<T>(inputs.q.row(query), inputs.k.row(key), query + options.query_offset - key,
                         options.biased ? &inputs.more[0](query, key) : nullptr, options, meter);
  }
};

// Logits that are given.
template <class T>
struct GivenLogits {
  const Matrix<Logit<T>>& logits;  // [S_q, S_k]
  const Mask& mask;

  int queries() const { return logits.rows(); }
  int keys() const { return logits.columns(); }
  bool visible(int query, int key) const { return mask.visible(query, key); }
  Logit<T> operator()(int query, int key) const { return logits(query, key); }
};

// One row of scores, held whole: softmax in place, then the weighted sum of the values. `value(j)` gives the
// row of value j. Returns L when asked for.
template <class T, class Value>
double softmax_row(std::span<const int> keys, std::span<T> weights, Value value, std::span<T> output,
                   bool log_sum_exp) {
  const double total = softmax<T>(keys, weights, weights, log_sum_exp);
  accumulate_values<T>(keys, weights, value, output);
  return total;
}

// Materialised: the scores of all pairs are held, as bmm, softmax, bmm. Hidden pairs are skipped.
template <class T, class Logits>
HeadOutputs<T> materialised_from(const Logits& logit, const Matrix<T>& values, bool log_sum_exp,
                                 Meter<T> meter) {
  const int queries = logit.queries();
  const int keys = logit.keys();
  const auto square = static_cast<std::int64_t>(queries) * keys;
  meter.scores(square, 4 * square);  // the product writes, softmax reads and writes, the product reads
  meter.depth(1);

  Matrix<Logit<T>> logits(queries, keys);  // [S_q, S_k]
  std::vector<std::vector<int>> visible_keys(static_cast<std::size_t>(queries));
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      if (logit.visible(i, j)) {
        visible_keys[static_cast<std::size_t>(i)].push_back(j);
        logits(i, j) = logit(i, j);
      }
    }
  }
  HeadOutputs<T> result;
  result.output = Matrix<T>(queries, values.columns());  // [S_q, d_v]
  result.weights = Matrix<T>(queries, keys);             // [S_q, S_k]
  for (int i = 0; i < queries; ++i) {
    const std::vector<int>& seen = visible_keys[static_cast<std::size_t>(i)];
    result.log_sum_exp.push_back(softmax<T>(seen, logits.row(i), result.weights.row(i), log_sum_exp));
    accumulate_values<T>(
        seen, result.weights.row(i), [&values](int j) { return values.row(j); }, result.output.row(i));
  }
  if constexpr (std::same_as<T, Logit<T>>) {
    result.scores = std::move(logits);
  }
  return result;
}

template <class T>
HeadOutputs<T> materialised(const HeadInputs<T>& inputs, const Mask& mask, const Options& options,
                            Meter<T> meter) {
  return materialised_from<T>(DotProducts<T>{inputs, mask, options, meter}, inputs.v, options.log_sum_exp,
                              meter);
}

template <class T>
DecodeState<T> empty_cache(int key_width, int value_width, Meter<T> meter) {
  return DecodeState<T>({{"K", key_width, {}}, {"V", value_width, {}}}, meter);
}

// Decode: one new token against the KV cache. Its key and value are appended, then its query reads every
// visible one, its own included: two matrix–vector products, q Kᵀ and p V. `bias` is the query's row.
template <class T>
HeadOutputs<T> decode_step(DecodeState<T>& cache, std::span<const T> q, std::span<const T> k,
                           std::span<const T> v, const Mask& mask, const Options& options, Meter<T> meter,
                           std::span<const T> bias = {}) {
  constexpr std::size_t key_part = 0;
  constexpr std::size_t value_part = 1;
  const int position = cache.position();
  cache.append({k, v});
  cache.drop_before(mask.first_key_needed(position));

  HeadOutputs<T> result;
  result.output = Matrix<T>(1, static_cast<int>(v.size()));  // [1, d_v]
  result.scores = Matrix<T>(1, position + 1);                // [1, t]
  meter.scores(cache.rows(), 4 * std::int64_t{cache.rows()});
  meter.depth(1);

  std::vector<int> visible_keys;
  for (int j = cache.first_row(); j <= position; ++j) {
    const T* b = bias.empty() ? nullptr : &bias[static_cast<std::size_t>(j)];
    if (mask.visible(position, j) && (b == nullptr || plain(*b) != minus_infinity)) {
      visible_keys.push_back(j);
      result.scores(0, j) = pair_score<T>(q, cache.read(key_part, j), position - j, b, options, meter);
    }
  }
  result.weights = result.scores;
  const auto value = [&cache](int j) { return cache.read(value_part, j); };
  result.log_sum_exp.push_back(
      softmax_row<T>(visible_keys, result.weights.row(0), value, result.output.row(0), options.log_sum_exp));
  return result;
}

// Decode over a whole sequence, one step a token: for masks under which no query looks ahead. With a
// query_offset, the keys before query 0 are put into the cache first.
template <class T>
HeadOutputs<T> decode(const HeadInputs<T>& inputs, const Mask& mask, const Options& options, Meter<T> meter) {
  const int tokens = inputs.q.rows();
  const int before = options.query_offset;
  LOOKBACK_ASSERT(inputs.k.rows() == before + tokens && mask.is_causal(inputs.k.rows()));
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, inputs.v.columns());  // [S, d_v]
  DecodeState<T> cache = empty_cache(inputs.k.columns(), inputs.v.columns(), meter);
  for (int j = 0; j < before; ++j) {
    cache.append({inputs.k.row(j), inputs.v.row(j)});
  }
  for (int t = 0; t < tokens; ++t) {
    const HeadOutputs<T> row =
        decode_step<T>(cache, inputs.q.row(t), inputs.k.row(before + t), inputs.v.row(before + t), mask,
                       options, meter, options.biased ? inputs.more[0].row(t) : std::span<const T>());
    std::ranges::copy(row.output.row(0), result.output.row(t).begin());
    result.log_sum_exp.push_back(row.log_sum_exp.front());
  }
  return result;
}

}  // namespace lookback::softmax_attention
