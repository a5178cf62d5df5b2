#pragma once

#include "kernels/attention.h"
#include "kernels/exponential.h"

// One query for each head against a cache: two products of a matrix and a vector, limited by the reading of K
// and V. Here vectors run along the width, as the cache is read once, in order, for all query heads that
// share it.
namespace lookback::kernels {

inline constexpr int decode_tile = 512;  // keys

// The sums of four vectors, each across its lanes.
template <class L>
LOOKBACK_INLINE void four_sums(typename L::Floats a, typename L::Floats b, typename L::Floats c,
                               typename L::Floats d, float* to) {
  typedef float Four __attribute__((vector_size(16)));
  typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));
  const auto folded = [](typename L::Floats x) {
    Four sum = {x[0], x[1], x[2], x[3]};
    LOOKBACK_UNROLL
    for (int i = 4; i < L::lanes; i += 4) {
      sum = sum + Four{x[i], x[i + 1], x[i + 2], x[i + 3]};
    }
    return sum;
  };
  const Four w = folded(a);
  const Four x = folded(b);
  const Four y = folded(c);
  const Four z = folded(d);
  const Four wx = __builtin_shufflevector(w, x, 0, 4, 1, 5) + __builtin_shufflevector(w, x, 2, 6, 3, 7);
  const Four yz = __builtin_shufflevector(y, z, 0, 4, 1, 5) + __builtin_shufflevector(y, z, 2, 6, 3, 7);
  *reinterpret_cast<LooseFour*>(to) =
      __builtin_shufflevector(wx, yz, 0, 1, 4, 5) + __builtin_shufflevector(wx, yz, 2, 3, 6, 7);
}

// scores[r] = Σ_c q[c] rows[r, c] of four rows. Two sums for each: a multiply-add takes longer than the
// reading of what it needs. A `width` that is a constant where this is inlined saves the arithmetic of
// addresses.
template <class L>
LOOKBACK_INLINE void four_scores(const float* q, const float* rows, std::intptr_t stride, int width,
                                 float* scores) {
  typename L::Floats sums[4][2] = {};
  int c = 0;
  LOOKBACK_ROLLED
  for (; c + 2 * L::lanes <= width; c += 2 * L::lanes) {
    LOOKBACK_UNROLL
    for (int half = 0; half < 2; ++half) {
      const auto x = load<L>(q + c + half * L::lanes);
      LOOKBACK_UNROLL
      for (int r = 0; r < 4; ++r) {
        sums[r][half] = L::multiply_add(x, load<L>(rows + r * stride + c + half * L::lanes), sums[r][half]);
      }
    }
  }
  for (; c + L::lanes <= width; c += L::lanes) {
    LOOKBACK_UNROLL
    for (int r = 0; r < 4; ++r) {
      sums[r][0] = L::multiply_add(load<L>(q + c), load<L>(rows + r * stride + c), sums[r][0]);
    }
  }
  four_sums<L>(sums[0][0] + sums[0][1], sums[1][0] + sums[1][1], sums[2][0] + sums[2][1],
               sums[3][0] + sums[3][1], scores);
  for (; c < width; ++c) {
    for (int r = 0; r < 4; ++r) {
      scores[r] += q[c] * rows[r * stride + c];
    }
  }
}

// scores[j] = Σ_c q[c] keys[j, c], for a width of `fixed` or, where that is 0, of any.
template <class L, int fixed>
LOOKBACK_APART void row_scores(const float* q, const float* keys, int any_width, int count, float* scores) {
  const int width = fixed != 0 ? fixed : any_width;
  int j = 0;
  for (; j + 4 <= count; j += 4) {
    four_scores<L>(q, keys + std::intptr_t{j} * width, width, width, scores + j);
  }
  for (; j < count; ++j) {
    float same[4];
    four_scores<L>(q, keys + std::intptr_t{j} * width, 0, width, same);
    scores[j] = same[0];
  }
}

// output[c] += Σ_j weights[j] values[j, c]
template <class L, int fixed>
LOOKBACK_APART void row_sums(const float* weights, const float* values, int any_width, int count,
                             float* output) {
  const int width = fixed != 0 ? fixed : any_width;
  int j = 0;
  for (; j + 8 <= count; j += 8) {
    const float* row = values + std::intptr_t{j} * width;
    typename L::Floats factors[8];
    LOOKBACK_UNROLL
    for (int r = 0; r < 8; ++r) {
      factors[r] = all<L>(weights[j + r]);
    }
    int c = 0;
    LOOKBACK_ROLLED
    for (; c + L::lanes <= width; c += L::lanes) {
      auto even = load<L>(output + c);
      auto odd = factors[1] * load<L>(row + width + c);
      LOOKBACK_UNROLL
      for (int r = 0; r < 8; r += 2) {
        even = L::multiply_add(factors[r], load<L>(row + r * width + c), even);
        odd = r == 0 ? odd : L::multiply_add(factors[r + 1], load<L>(row + (r + 1) * width + c), odd);
      }
      store<L>(output + c, even + odd);
    }
    for (; c < width; ++c) {
      for (int r = 0; r < 8; ++r) {
        output[c] += weights[j + r] * row[r * width + c];
      }
    }
  }
  for (; j < count; ++j) {
    for (int c = 0; c < width; ++c) {
      output[c] += weights[j] * values[std::intptr_t{j} * width + c];
    }
  }
}

// With the usual widths as constants.
template <class L>
LOOKBACK_INLINE void row_scores_of(const float* q, const float* keys, int width, int count, float* scores) {
  width == 64    ? row_scores<L, 64>(q, keys, width, count, scores)
  : width == 128 ? row_scores<L, 128>(q, keys, width, count, scores)
                 : row_scores<L, 0>(q, keys, width, count, scores);
}

template <class L>
LOOKBACK_INLINE void row_sums_of(const float* weights, const float* values, int width, int count,
                                 float* output) {
  width == 64    ? row_sums<L, 64>(weights, values, width, count, output)
  : width == 128 ? row_sums<L, 128>(weights, values, width, count, output)
                 : row_sums<L, 0>(weights, values, width, count, output);
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
    for (int c = 0; c < width; ++c) {
      output[c] *= rescale;
    }
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
template <class L>
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
  for (int c = 0; c < shared * shape.key_width; ++c) {
    queries[c] = q[c] * (scale * log2_e);
  }
  for (int c = 0; c < shared * width; ++c) {
    output[c] = 0;
  }
  for (std::int64_t j = begin; j < end; j += decode_tile) {
    const int count = static_cast<int>(lower<std::int64_t>(decode_tile, end - j));
    for (int h = 0; h < shared; ++h) {
      float* out = output + h * width;
      row_scores_of<L>(queries + h * shape.key_width, k + j * shape.key_width, shape.key_width, count,
                       scores);
      weigh_row<L>(rows[h], scores, count, out, width);
      row_sums_of<L>(scores, v + j * width, width, count, out);
    }
  }
  for (int h = 0; h < shared; ++h) {
    const bool sees = rows[h].largest != minus_infinite;
    const float inverse = sees ? 1 / rows[h].total : 0;
    for (int c = 0; c < width; ++c) {
      output[h * width + c] *= inverse;
    }
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
  for (int head = first_kv_head; head < end_kv_head; ++head) {
    const std::intptr_t row = std::intptr_t{head} * shared;
    decode_heads<L>(shape, inputs.q + row * shape.key_width, inputs.k + head * capacity * shape.key_width,
                    inputs.v + head * capacity * shape.value_width, inputs.scale,
                    visible.begin(0, shape.keys), visible.end(0, shape.keys),
                    outputs.output + row * shape.value_width,
                    outputs.log_sum_exp == nullptr ? nullptr : outputs.log_sum_exp + row, scratch);
  }
}

}  // namespace lookback::kernels
