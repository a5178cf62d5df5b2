#pragma once

#include <optional>

#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/softmax_row.h"
#include "numbers/scalars.h"
#include "tensor/mask.h"

// Softmax attention (Vaswani et al. 2017, eq. 1), once for every scalar:
//
//   s_ij = σ (q_i · k_j) + b_ij        for the keys j that query i may look at
//   p_ij = exp(s_ij) / Σ_j exp(s_ij)
//   o_i  = Σ_j p_ij v_j
//
// The largest score of a row is subtracted before exp, so that logits of any size give the right answer.
// A row that may look at nothing gives zeros, and -inf as its log-sum-exp.
namespace lookback::softmax_attention {

struct Options {
  std::optional<double> scale;           // σ; absent: scores are plain dot products
  const Matrix<double>* bias = nullptr;  // [S_q, S_k], added after scaling; -inf hides the pair
  int query_offset = 0;                  // position of query 0, when there are more keys than queries
  bool log_sum_exp = false;              // compute L_i too, where the form does not need it anyway
};

inline bool visible(const Mask& mask, const Options& options, int query, int key) {
  return mask.visible(query + options.query_offset, key) &&
         (options.bias == nullptr || (*options.bias)(query, key) != minus_infinity);
}

template <class T>
T pair_score(std::span<const T> q, std::span<const T> k, const Options& options, int query, int key,
             Meter<T> meter) {
  meter.score_dot_product();
  T s = dot<T>(q, k);
  if (options.scale) {
    s = s * T(*options.scale);
  }
  if (options.bias != nullptr) {
    s = s + T((*options.bias)(query, key));
  }
  return s;
}

// One row of scores, held whole: softmax in place, then the weighted sum of the values.
// `value(j)` gives the row of value j. Returns L = m + log Σ exp(s - m) when asked for.
template <class T, class Value>
double softmax_row(std::span<const int> keys, std::span<T> weights, Value value, std::span<T> output,
                   bool log_sum_exp) {
  const double total = softmax<T>(keys, weights, weights, log_sum_exp);
  accumulate_values<T>(keys, weights, value, output);
  return total;
}

// Materialised: the scores of all pairs are held, as bmm, softmax, bmm. Hidden pairs are skipped.
template <class T>
HeadOutputs<T> materialised(const HeadInputs<T>& inputs, const Mask& mask, const Options& options,
                            Meter<T> meter) {
  const int queries = inputs.q.rows();
  const int keys = inputs.k.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(queries, inputs.v.columns());  // [S_q, d_v]
  result.scores = Matrix<T>(queries, keys);                // [S_q, S_k]

  const auto square = static_cast<std::int64_t>(queries) * keys;
  meter.scores(square, 4 * square);  // the product writes, softmax reads and writes, the product reads
  meter.depth(1);

  std::vector<std::vector<int>> visible_keys(static_cast<std::size_t>(queries));
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      if (visible(mask, options, i, j)) {
        visible_keys[static_cast<std::size_t>(i)].push_back(j);
        result.scores(i, j) = pair_score<T>(inputs.q.row(i), inputs.k.row(j), options, i, j, meter);
      }
    }
  }
  result.weights = result.scores;
  const auto value = [&inputs](int j) { return inputs.v.row(j); };
  for (int i = 0; i < queries; ++i) {
    result.log_sum_exp.push_back(softmax_row<T>(visible_keys[static_cast<std::size_t>(i)],
                                                result.weights.row(i), value, result.output.row(i),
                                                options.log_sum_exp));
  }
  return result;
}

// Online: one pass over tiles of keys with a running maximum and sum (Milakov and Gimelshein 2018;
// FlashAttention, Dao et al. 2022, algorithm 1). Holds one tile of scores for one row, never S x S.
// Tiles in which a row sees nothing are skipped.
template <class T>
HeadOutputs<T> online(const HeadInputs<T>& inputs, const Mask& mask, int tile_width, const Options& options,
                      Meter<T> meter) {
  LOOKBACK_ASSERT(tile_width >= 1);
  const int queries = inputs.q.rows();
  const int keys = inputs.k.rows();
  const int width = inputs.v.columns();
  HeadOutputs<T> result;
  result.output = Matrix<T>(queries, width);  // [S_q, d_v]
  meter.scores(std::min(tile_width, keys), 0);
  meter.accumulators(width + 2);

  std::vector<T> tile(static_cast<std::size_t>(std::min(tile_width, keys)));
  int deepest = 0;
  for (int i = 0; i < queries; ++i) {
    T largest(minus_infinity);                         // m
    T sum(0);                                          // l
    const std::span<T> output = result.output.row(i);  // a
    int visits = 0;
    for (int start = 0; start < keys; start += tile_width) {
      const int end = std::min(start + tile_width, keys);
      T new_largest = largest;
      bool sees_tile = false;
      for (int j = start; j < end; ++j) {
        if (visible(mask, options, i, j)) {
          T& s = tile[static_cast<std::size_t>(j - start)];
          s = pair_score<T>(inputs.q.row(i), inputs.k.row(j), options, i, j, meter);
          new_largest = maximum(new_largest, s);
          sees_tile = true;
        }
      }
      if (!sees_tile) {
        continue;
      }
      ++visits;
      meter.row_tile_visit();
      const T rescale = exponential(largest - new_largest);  // exp(-inf) = 0 in the first tile
      sum = sum * rescale;
      for (T& element : output) {
        element = element * rescale;
      }
      for (int j = start; j < end; ++j) {
        if (visible(mask, options, i, j)) {
          const T weight = exponential(tile[static_cast<std::size_t>(j - start)] - new_largest);
          sum = sum + weight;
          accumulate_row<T>(output, weight, inputs.v.row(j));
        }
      }
      largest = new_largest;
    }
    deepest = std::max(deepest, visits);
    if (visits == 0) {
      result.log_sum_exp.push_back(minus_infinity);
      continue;
    }
    for (T& element : output) {
      element = element / sum;
    }
    result.log_sum_exp.push_back(plain(largest + logarithm(sum)));
  }
  meter.depth(deepest);
  return result;
}

template <class T>
DecodeState<T> empty_cache(int key_width, int value_width, Meter<T> meter) {
  return DecodeState<T>({{"K", key_width, {}}, {"V", value_width, {}}}, meter);
}

// Decode: one new token against the KV cache. Its key and value are appended, then its query reads every
// visible one, its own included: two matrix–vector products, q Kᵀ and p V.
template <class T>
HeadOutputs<T> decode_step(DecodeState<T>& cache, std::span<const T> q, std::span<const T> k,
                           std::span<const T> v, const Mask& mask, const Options& options, Meter<T> meter) {
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
    if (mask.visible(position, j)) {
      visible_keys.push_back(j);
      result.scores(0, j) = pair_score<T>(q, cache.read(key_part, j), options, 0, j, meter);
    }
  }
  result.weights = result.scores;
  const auto value = [&cache](int j) { return cache.read(value_part, j); };
  result.log_sum_exp.push_back(
      softmax_row<T>(visible_keys, result.weights.row(0), value, result.output.row(0), options.log_sum_exp));
  return result;
}

// Decode over a whole sequence, one step a token: for masks under which no query looks ahead.
template <class T>
HeadOutputs<T> decode(const HeadInputs<T>& inputs, const Mask& mask, const Options& options, Meter<T> meter) {
  const int tokens = inputs.q.rows();
  LOOKBACK_ASSERT(inputs.k.rows() == tokens && mask.is_causal(tokens));
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, inputs.v.columns());  // [S, d_v]
  DecodeState<T> cache = empty_cache(inputs.k.columns(), inputs.v.columns(), meter);
  for (int t = 0; t < tokens; ++t) {
    const HeadOutputs<T> row =
        decode_step<T>(cache, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), mask, options, meter);
    std::ranges::copy(row.output.row(0), result.output.row(t).begin());
    result.log_sum_exp.push_back(row.log_sum_exp.front());
  }
  return result;
}

}  // namespace lookback::softmax_attention
