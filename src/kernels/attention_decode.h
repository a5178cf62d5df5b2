#pragma once

#include "kernels/attention.h"
#include "kernels/exponential.h"
#include "kernels/row_products.h"

// One query for each head against a cache: two products of a matrix and a vector, limited by the reading of K
// and V, which are read once for all query heads that share them.
namespace lookback::kernels {

// Keys at a time: few enough to lie near when several query heads share them; else many, as every new start
// of reading takes its time.
LOOKBACK_INLINE constexpr int decode_tile(int shared_heads) { return shared_heads == 1 ? 4096 : 512; }
inline constexpr int decode_padding = 32;

// More than this is read from far away.
inline constexpr std::int64_t near_bytes = std::int64_t{24} << 20;

// The running maximum and sum of one query, in units of log 2.
struct DecodeRow {
  float largest = minus_infinite;
  float total = 0;
};

// Scores become weights; the output so far is made smaller where the maximum grows.
template <class L>
LOOKBACK_APART void weigh_row(DecodeRow& row, float* scores, int count, float* output, int width) {
  constexpr int lanes = L::lanes;
  for (int j = count; j % (2 * lanes) != 0; ++j) {
    scores[j] = minus_infinite;
  }
  auto even = all<L>(minus_infinite);
  auto odd = even;
  for (int j = 0; j < count; j += 2 * lanes) {
    even = L::larger(load<L>(scores + j), even);
    odd = L::larger(load<L>(scores + j + lanes), odd);
  }
  const auto largest = L::larger(even, odd);
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
  typename L::Floats totals[2] = {};
  for (int j = 0; j < count; j += 2 * lanes) {
    LOOKBACK_UNROLL
    for (int part = 0; part < 2; ++part) {
      const auto weights = power_of_two(load<L>(scores + j + part * lanes) - base);
      store<L>(scores + j + part * lanes, weights);
      totals[part] = totals[part] + weights;
    }
  }
  const auto total = totals[0] + totals[1];
  for (int i = 0; i < lanes; ++i) {
    row.total += total[i];
  }
}

template <class L>
std::int64_t attention_decode_scratch(const AttentionShape& shape) {
  const int shared = shape.heads / shape.kv_heads;
  return std::int64_t{shared} * (shape.key_width + 2) + decode_tile(shared) + decode_padding;
}

// The query heads that share one head of keys and values.
template <class L, Cache cache>
LOOKBACK_APART void decode_heads(const AttentionShape& shape, const float* q, const float* k, const float* v,
                                 float scale, std::int64_t begin, std::int64_t end, float* output,
                                 float* log_sum_exp, float* scratch) {
  const int shared = shape.heads / shape.kv_heads;
  const int width = shape.value_width;
  const int tile = decode_tile(shared);
  float* scores = scratch;
  float* queries = scores + tile + decode_padding;
  auto* rows = reinterpret_cast<DecodeRow*>(queries + shared * shape.key_width);
  for (int h = 0; h < shared; ++h) {
    rows[h] = DecodeRow();
  }
  const float factor = scale * log2_e;
  map_row<L>(q, queries, shared * shape.key_width, [factor](typename L::Floats x) { return x * factor; });
  set_row<L>(output, shared * width, 0);
  for (std::int64_t j = begin; j < end; j += tile) {
    const int count = static_cast<int>(lower<std::int64_t>(tile, end - j));
    for (int h = 0; h < shared; ++h) {
      float* out = output + h * width;
      row_scores_of<L, cache>(queries + h * shape.key_width, k + j * shape.key_width, shape.key_width, count,
                              scores);
      weigh_row<L>(rows[h], scores, count, out, width);
      row_sums_of<L>(scores, v + j * width, width, count, out);
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
