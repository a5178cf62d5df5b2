#pragma once

#include "kernels/attention.h"
#include "kernels/exponential.h"

// One query for each head against a cache: two products of a matrix and a vector, limited by the reading of K
// and V. Here vectors run along the width, as the cache is read once, in order, for all query heads that
// share it.
namespace lookback::kernels {

inline constexpr int decode_tile = 512;  // keys

// How the cache is read: from far away strictly in order, which the prefetchers of memory follow; from near,
// several rows at a time, which takes fewer other loads for the same.
enum class Cache { near, far };
inline constexpr std::int64_t near_bytes = std::int64_t{8} << 20;

typedef float Four __attribute__((vector_size(16)));
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

template <class L>
LOOKBACK_INLINE Four fold(typename L::Floats x) {
  Four sum = {x[0], x[1], x[2], x[3]};
  LOOKBACK_UNROLL
  for (int i = 4; i < L::lanes; i += 4) {
    sum = sum + Four{x[i], x[i + 1], x[i + 2], x[i + 3]};
  }
  return sum;
}

// Each vector's sum across its lanes; of four vectors together it takes fewer shuffles.
template <class L, int rows>
LOOKBACK_INLINE void lane_sums(const typename L::Floats* x, float* to) {
  if constexpr (rows == 4) {
    const Four a = fold<L>(x[0]);
    const Four b = fold<L>(x[1]);
    const Four c = fold<L>(x[2]);
    const Four d = fold<L>(x[3]);
    const Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const Four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *reinterpret_cast<LooseFour*>(to) =
        __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  } else {
    const Four a = fold<L>(x[0]);
    to[0] = (a[0] + a[1]) + (a[2] + a[3]);
  }
}

// scores[r] = Σ_c q[c] keys[r, c]. Several sums at once: a multiply-add takes longer than the reading of what
// it needs.
template <class L, int rows, int sums_of_row>
LOOKBACK_INLINE void some_scores(const float* q, const float* keys, int width, float* scores) {
  typename L::Floats sums[rows][sums_of_row] = {};
  int c = 0;
  LOOKBACK_ROLLED
  for (; c + sums_of_row * L::lanes <= width; c += sums_of_row * L::lanes) {
    LOOKBACK_UNROLL
    for (int part = 0; part < sums_of_row; ++part) {
      const auto x = load<L>(q + c + part * L::lanes);
      LOOKBACK_UNROLL
      for (int r = 0; r < rows; ++r) {
        sums[r][part] = L::multiply_add(x, load<L>(keys + r * width + c + part * L::lanes), sums[r][part]);
      }
    }
  }
  LOOKBACK_ROLLED
  for (; c + L::lanes <= width; c += L::lanes) {
    LOOKBACK_UNROLL
    for (int r = 0; r < rows; ++r) {
      sums[r][0] = L::multiply_add(load<L>(q + c), load<L>(keys + r * width + c), sums[r][0]);
    }
  }
  typename L::Floats whole[rows];
  LOOKBACK_UNROLL
  for (int r = 0; r < rows; ++r) {
    whole[r] = sums[r][0];
    LOOKBACK_UNROLL
    for (int part = 1; part < sums_of_row; ++part) {
      whole[r] = whole[r] + sums[r][part];
    }
  }
  lane_sums<L, rows>(whole, scores);
  for (; c < width; ++c) {
    for (int r = 0; r < rows; ++r) {
      scores[r] += q[c] * keys[r * width + c];
    }
  }
}

// scores[j] = Σ_c q[c] keys[j, c], for a width of `fixed` or, where that is 0, of any: a constant saves the
// arithmetic of addresses.
template <class L, Cache cache, int fixed>
LOOKBACK_APART void row_scores(const float* q, const float* keys, int any_width, int count, float* scores) {
  const int width = fixed != 0 ? fixed : any_width;
  int j = 0;
  if constexpr (cache == Cache::near) {
    for (; j + 4 <= count; j += 4) {
      some_scores<L, 4, 2>(q, keys + std::intptr_t{j} * width, width, scores + j);
    }
  }
  for (; j < count; ++j) {
    some_scores<L, 1, 4>(q, keys + std::intptr_t{j} * width, width, scores + j);
  }
}

// output[c] += Σ_r weights[r] values[r, c]
template <class L, int rows>
LOOKBACK_INLINE void some_sums(const float* weights, const float* values, int width, float* output) {
  typename L::Floats factors[rows];
  LOOKBACK_UNROLL
  for (int r = 0; r < rows; ++r) {
    factors[r] = all<L>(weights[r]);
  }
  int c = 0;
  LOOKBACK_ROLLED
  for (; c + 2 * L::lanes <= width; c += 2 * L::lanes) {
    auto left = load<L>(output + c);
    auto right = load<L>(output + c + L::lanes);
    LOOKBACK_UNROLL
    for (int r = 0; r < rows; ++r) {
      left = L::multiply_add(factors[r], load<L>(values + r * width + c), left);
      right = L::multiply_add(factors[r], load<L>(values + r * width + c + L::lanes), right);
    }
    store<L>(output + c, left);
    store<L>(output + c + L::lanes, right);
  }
  LOOKBACK_ROLLED
  for (; c + L::lanes <= width; c += L::lanes) {
    auto sum = load<L>(output + c);
    LOOKBACK_UNROLL
    for (int r = 0; r < rows; ++r) {
      sum = L::multiply_add(factors[r], load<L>(values + r * width + c), sum);
    }
    store<L>(output + c, sum);
  }
  for (; c < width; ++c) {
    for (int r = 0; r < rows; ++r) {
      output[c] += weights[r] * values[r * width + c];
    }
  }
}

// output[c] += Σ_j weights[j] values[j, c]
template <class L, Cache cache, int fixed>
LOOKBACK_APART void row_sums(const float* weights, const float* values, int any_width, int count,
                             float* output) {
  constexpr int rows = cache == Cache::near ? 4 : 2;
  const int width = fixed != 0 ? fixed : any_width;
  int j = 0;
  for (; j + rows <= count; j += rows) {
    some_sums<L, rows>(weights + j, values + std::intptr_t{j} * width, width, output);
  }
  for (; j < count; ++j) {
    some_sums<L, 1>(weights + j, values + std::intptr_t{j} * width, width, output);
  }
}

// With the usual widths as constants.
template <class L, Cache cache>
LOOKBACK_INLINE void row_scores_of(const float* q, const float* keys, int width, int count, float* scores) {
  width == 64    ? row_scores<L, cache, 64>(q, keys, width, count, scores)
  : width == 128 ? row_scores<L, cache, 128>(q, keys, width, count, scores)
                 : row_scores<L, cache, 0>(q, keys, width, count, scores);
}

template <class L, Cache cache>
LOOKBACK_INLINE void row_sums_of(const float* weights, const float* values, int width, int count,
                                 float* output) {
  width == 64    ? row_sums<L, cache, 64>(weights, values, width, count, output)
  : width == 128 ? row_sums<L, cache, 128>(weights, values, width, count, output)
                 : row_sums<L, cache, 0>(weights, values, width, count, output);
}

// The running maximum and sum of one query, in units of log 2.
struct DecodeRow {
  float largest = minus_infinite;
  float total = 0;
};

// Scores become weights; the output so far is made smaller where the maximum grows.
template <class L>
LOOKBACK_APART void weigh_row(DecodeRow& row, float* scores, int count, float* output, int width) {
  constexpr int lanes = L::lanes;
  for (int j = count; j % lanes != 0; ++j) {
    scores[j] = minus_infinite;
  }
  auto largest = all<L>(minus_infinite);
  for (int j = 0; j < count; j += lanes) {
    largest = L::larger(load<L>(scores + j), largest);
  }
  float highest = row.largest;
  for (int i = 0; i < lanes; ++i) {
    highest = largest[i] > highest ? largest[i] : highest;
  }
  const float base = highest == minus_infinite ? 0 : highest;
  const PowerOfTwo<L> power_of_two;
  if (highest > row.largest) {
    const float rescale = power_of_two(all<L>(row.largest - base))[0];
    row.total *= rescale;
    map_row<L>(output, output, width, [rescale](typename L::Floats x) { return x * rescale; });
    row.largest = highest;
  }
  auto total = all<L>(0);
  for (int j = 0; j < count; j += lanes) {
    const auto weights = power_of_two(load<L>(scores + j) - base);
    store<L>(scores + j, weights);
    total = total + weights;
  }
  for (int i = 0; i < lanes; ++i) {
    row.total += total[i];
  }
}

template <class L>
std::int64_t attention_decode_scratch(const AttentionShape& shape) {
  const int shared = shape.heads / shape.kv_heads;
  return std::int64_t{shared} * (shape.key_width + 2) + decode_tile + 16;
}

// The query heads that share one head of keys and values.
template <class L, Cache cache>
LOOKBACK_APART void decode_heads(const AttentionShape& shape, const float* q, const float* k, const float* v,
                                 float scale, std::int64_t begin, std::int64_t end, float* output,
                                 float* log_sum_exp, float* scratch) {
  const int shared = shape.heads / shape.kv_heads;
  const int width = shape.value_width;
  float* scores = scratch;
  float* queries = scores + decode_tile + 16;
  auto* rows = reinterpret_cast<DecodeRow*>(queries + shared * shape.key_width);
  for (int h = 0; h < shared; ++h) {
    rows[h] = DecodeRow();
  }
  const float factor = scale * log2_e;
  map_row<L>(q, queries, shared * shape.key_width, [factor](typename L::Floats x) { return x * factor; });
  for (int c = 0; c < shared * width; ++c) {
    output[c] = 0;
  }
  for (std::int64_t j = begin; j < end; j += decode_tile) {
    const int count = static_cast<int>(lower<std::int64_t>(decode_tile, end - j));
    for (int h = 0; h < shared; ++h) {
      float* out = output + h * width;
      row_scores_of<L, cache>(queries + h * shape.key_width, k + j * shape.key_width, shape.key_width, count,
                              scores);
      weigh_row<L>(rows[h], scores, count, out, width);
      row_sums_of<L, cache>(scores, v + j * width, width, count, out);
    }
  }
  for (int h = 0; h < shared; ++h) {
    const bool sees = rows[h].largest != minus_infinite;
    const float inverse = sees ? 1 / rows[h].total : 0;
    float* out = output + h * width;
    map_row<L>(out, out, width, [inverse](typename L::Floats x) { return x * inverse; });
    if (log_sum_exp != nullptr) {
      log_sum_exp[h] = sees ? rows[h].largest * ln_2 + __builtin_logf(rows[h].total) : minus_infinite;
    }
  }
}

template <class L>
void attention_decode(const AttentionShape& shape, const VisibleKeys& visible, const AttentionInputs& inputs,
                      std::int64_t capacity, const AttentionOutputs& outputs, int first_kv_head,
                      int end_kv_head, float* scratch) {
  const int shared = shape.heads / shape.kv_heads;
  const std::int64_t begin = visible.begin(0, shape.keys);
  const std::int64_t end = visible.end(0, shape.keys);
  const std::int64_t numbers =
      shape.batch * shape.kv_heads * (end - begin) * (shape.key_width + shape.value_width);
  auto* const decode = 4 * numbers > near_bytes ? decode_heads<L, Cache::far> : decode_heads<L, Cache::near>;
  for (int head = first_kv_head; head < end_kv_head; ++head) {
    const std::intptr_t row = std::intptr_t{head} * shared;
    decode(shape, inputs.q + row * shape.key_width, inputs.k + head * capacity * shape.key_width,
           inputs.v + head * capacity * shape.value_width, inputs.scale, begin, end,
           outputs.output + row * shape.value_width,
           outputs.log_sum_exp == nullptr ? nullptr : outputs.log_sum_exp + row, scratch);
  }
}

}  // namespace lookback::kernels
