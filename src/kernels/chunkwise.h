#pragma once

#include "kernels/attention_forward.h"
#include "kernels/cursor.h"
#include "kernels/recurrence.h"
#include "kernels/rows.h"

// Retention and linear attention by chunks: parallel inside, recurrent from one to the next (Sun et al. 2023,
// eq. 7).
//
//   o_i = Σ_{j ≤ i in the chunk} γ^(i-j) (q_i · k_j) v_j + γ^(i+1) q_i S,   S ← γ^n S + Σ_j γ^(n-1-j) k_jᵀ
//   v_j
//
// with i and j counted from the chunk's first token. Linear attention is the same with features for q and k,
// γ = 1, and rows divided by the sum of their weights. Queries make panels as in attention; the state is kept
// in panels of value columns, [d_v / columns][d_k, columns].
namespace lookback::kernels {

template <class L>
inline constexpr int chunk_tokens = 64 / columns_of<L> * columns_of<L>;

struct Chunk {
  float* powers;    // γ^n at n + columns, 0 before
  float* state;     // panels
  float* values;    // [tokens, d_v and more zeros], faded
  float* features;  // φ(k) [tokens, d_k]
  float* queries;   // [d_k, columns]
  float* faded;     // [d_k, columns]
  float* scores;    // [tokens, columns]
  float* sums;      // [d_v, columns]
  float* totals;    // [columns]
};

template <class L>
LOOKBACK_INLINE Chunk chunk_in(const RecurrenceShape& shape, Cursor& cursor) {
  constexpr std::int64_t columns = columns_of<L>;
  constexpr std::int64_t tokens = chunk_tokens<L>;
  const int value_stride = padded<L>(shape.value_width);
  return {.powers = cursor.take(tokens + 2 * columns),
          .state = cursor.take(std::int64_t{shape.key_width} * value_stride),
          .values = cursor.take(tokens * value_stride),
          .features = cursor.take(tokens * shape.key_width),
          .queries = cursor.take(shape.key_width * columns),
          .faded = cursor.take(shape.key_width * columns),
          .scores = cursor.take(tokens * columns),
          .sums = cursor.take(shape.value_width * columns),
          .totals = cursor.take(columns)};
}

template <class L>
std::int64_t chunkwise_scratch(const RecurrenceShape& shape) {
  Cursor cursor;
  chunk_in<L>(shape, cursor);
  return cursor.used;
}

// φ(x) = elu(x) + 1
template <class L>
LOOKBACK_INLINE typename L::Floats feature_of(typename L::Floats x) {
  return x > all<L>(0) ? x + 1 : exponential_of<L>(x);
}

template <class L>
LOOKBACK_APART void features(const float* x, float* y, std::int64_t count) {
  map_row<L>(x, y, count, [](typename L::Floats each) { return feature_of<L>(each); });
}

template <class L>
LOOKBACK_APART void start_powers(float decay, float* powers) {
  for (int n = 0; n < columns_of<L>; ++n) {
    powers[n] = 0;
  }
  double power = 1;
  for (int n = 0; n < chunk_tokens<L> + columns_of<L>; ++n) {
    powers[columns_of<L> + n] = static_cast<float>(power);
    power *= static_cast<double>(decay);
  }
}

// From [d_k, d_v] to panels, or back.
template <class L, bool back>
LOOKBACK_APART void move_state(const RecurrenceShape& shape, float* state, float* panels) {
  constexpr int columns = columns_of<L>;
  for (int c = 0; c < shape.key_width; ++c) {
    for (int d = 0; d < padded<L>(shape.value_width); ++d) {
      float& in_panel = panels[(d / columns * shape.key_width + c) * columns + d % columns];
      if (d >= shape.value_width) {
        in_panel = 0;
      } else if (back) {
        state[c * shape.value_width + d] = in_panel;
      } else {
        in_panel = state[c * shape.value_width + d];
      }
    }
  }
}

// Scores fade with the distance, and hidden ones become nothing. Their sums are added to the totals.
template <class L>
LOOKBACK_APART void fade_scores(const float* powers, int first, int keys, float* scores, float* totals) {
  for (int p = 0; p < columns_of<L>; p += L::lanes) {
    auto total = load<L>(totals + p);
    for (int j = 0; j < keys; ++j) {
      float* at = scores + j * columns_of<L> + p;
      const auto power = load<L>(powers + columns_of<L> + first - j + p);
      const auto faded = power > all<L>(0) ? load<L>(at) * power : all<L>(0);
      store<L>(at, faded);
      total = total + faded;
    }
    store<L>(totals + p, total);
  }
}

// What the panel's queries find in the state, into the sums; and in z, if there is one, into the totals.
template <class L>
LOOKBACK_APART void read_state(const RecurrenceShape& shape, const Chunk& chunk, int first,
                               const float* key_sum) {
  constexpr int columns = columns_of<L>;
  for (int p = 0; p < columns; p += L::lanes) {
    const auto power = load<L>(chunk.powers + columns + first + 1 + p);
    auto total = all<L>(0);
    for (int c = 0; c < shape.key_width; ++c) {
      const auto faded = load<L>(chunk.queries + c * columns + p) * power;
      store<L>(chunk.faded + c * columns + p, faded);
      total = L::multiply_add(all<L>(key_sum == nullptr ? 0 : key_sum[c]), faded, total);
    }
    store<L>(chunk.totals + p, total);
    for (int d = 0; d < shape.value_width; ++d) {
      store<L>(chunk.sums + d * columns + p, all<L>(0));
    }
  }
  for (int d = 0; d < shape.value_width; d += columns) {
    panel_sums<L>(chunk.faded, columns, chunk.state + d * shape.key_width, columns,
                  lower(columns, shape.value_width - d), shape.key_width, chunk.sums + d * columns);
  }
}

template <class L>
LOOKBACK_APART void chunk_panel(const RecurrenceShape& shape, const Chunk& chunk, int first, int tokens,
                                const float* q, float scale, const float* k, const float* v,
                                const LinearAttention* linear, const float* key_sum, float* output) {
  constexpr int columns = columns_of<L>;
  const int count = lower(columns, tokens - first);
  const int width = shape.value_width;
  const int keys = first + count;
  transpose<L>(q + std::intptr_t{first} * shape.key_width, shape.key_width, count, shape.key_width, scale,
               chunk.queries, columns);
  for (int c = 0; count < columns && c < shape.key_width; ++c) {
    for (int r = count; r < columns; ++r) {
      chunk.queries[c * columns + r] = 0;
    }
  }
  if (linear != nullptr) {
    features<L>(chunk.queries, chunk.queries, shape.key_width * columns);
  }
  read_state<L>(shape, chunk, first, key_sum);
  panel_scores<L>(chunk.queries, k, shape.key_width, keys, chunk.scores);
  fade_scores<L>(chunk.powers, first, keys, chunk.scores, chunk.totals);
  if (finite<L>(v + std::intptr_t{first} * width, std::int64_t{count} * width)) {
    panel_sums<L>(chunk.scores, columns, v, width, width, keys, chunk.sums);
  } else {
    careful_sums<L>(chunk.scores, v, width, keys, chunk.sums);
  }
  for (int p = 0; linear != nullptr && p < columns; p += L::lanes) {
    const auto inverse = 1 / (load<L>(chunk.totals + p) + linear->epsilon);
    for (int d = 0; d < width; ++d) {
      store<L>(chunk.sums + d * columns + p, load<L>(chunk.sums + d * columns + p) * inverse);
    }
  }
  transpose<L>(chunk.sums, columns, width, count, 1, output + std::intptr_t{first} * width, width);
}

template <class L, int rows>
LOOKBACK_APART void state_rows(const float* values, int values_stride, const float* keys, int width,
                               int tokens, float* to) {
  panel_product<L, rows, true>(values, values_stride, {keys, 1, width}, tokens, to, columns_of<L>);
}

// S ← γ^n S + Σ_j γ^(n-1-j) k_jᵀ v_j, with the power on the side of v.
template <class L>
LOOKBACK_APART void update_state(const RecurrenceShape& shape, const Chunk& chunk, int tokens, const float* k,
                                 const float* v) {
  constexpr int columns = columns_of<L>;
  const int stride = padded<L>(shape.value_width);
  const int width = shape.key_width;
  for (int j = 0; j < tokens; ++j) {
    pad_row<L>(v + std::intptr_t{j} * shape.value_width, shape.value_width,
               chunk.powers[columns + tokens - 1 - j], chunk.values + j * stride, stride);
  }
  const float power = chunk.powers[columns + tokens];
  map_row<L>(chunk.state, chunk.state, std::int64_t{width} * stride,
             [power](typename L::Floats x) { return x * power; });
  for (int d = 0; d < stride; d += columns) {
    float* to = chunk.state + d * width;
    int c = 0;
    for (; c + L::rows <= width; c += L::rows) {
      state_rows<L, L::rows>(chunk.values + d, stride, k + c, width, tokens, to + c * columns);
    }
    with_fewer_rows<L::rows - 1>(width - c, [=, &chunk]<int left>() {
      state_rows<L, left>(chunk.values + d, stride, k + c, width, tokens, to + c * columns);
    });
  }
}

template <class L>
LOOKBACK_APART void chunkwise_head(const RecurrenceShape& shape, const RecurrenceArrays& arrays, float decay,
                                   float scale, const LinearAttention* linear, int head, int first_token,
                                   int end_token, float* scratch) {
  Cursor cursor = {scratch};
  const Chunk chunk = chunk_in<L>(shape, cursor);
  float* state = arrays.state + std::intptr_t{head} * shape.key_width * shape.value_width;
  float* key_sum = linear == nullptr ? nullptr : arrays.key_sum + std::intptr_t{head} * shape.key_width;
  start_powers<L>(decay, chunk.powers);
  move_state<L, false>(shape, state, chunk.state);
  for (int t = first_token; t < end_token; t += chunk_tokens<L>) {
    const int tokens = lower(chunk_tokens<L>, end_token - t);
    const std::intptr_t row = std::intptr_t{head} * shape.tokens + t;
    const float* k = arrays.k + row * shape.key_width;
    const float* v = arrays.v + row * shape.value_width;
    bring_near<L>(arrays.q + row * shape.key_width, std::int64_t{tokens} * shape.key_width);
    bring_near<L>(k, std::int64_t{tokens} * shape.key_width);
    bring_near<L>(v, std::int64_t{tokens} * shape.value_width);
    bring_near<L>(arrays.output + row * shape.value_width, std::int64_t{tokens} * shape.value_width);
    if (linear != nullptr) {
      features<L>(k, chunk.features, std::int64_t{tokens} * shape.key_width);
      k = chunk.features;
    }
    for (int first = 0; first < tokens; first += columns_of<L>) {
      chunk_panel<L>(shape, chunk, first, tokens, arrays.q + row * shape.key_width, scale, k, v, linear,
                     key_sum, arrays.output + row * shape.value_width);
    }
    update_state<L>(shape, chunk, tokens, k, v);
    for (int j = 0; linear != nullptr && j < tokens; ++j) {
      add_row<L>(k + j * shape.key_width, shape.key_width, key_sum);
    }
  }
  move_state<L, true>(shape, state, chunk.state);
}

template <class L>
void retention_chunkwise(const RecurrenceShape& shape, const Retention& retention,
                         const RecurrenceArrays& arrays, const RecurrencePart& part, float* scratch) {
  for (int head = part.first_head; head < part.end_head; ++head) {
    chunkwise_head<L>(shape, arrays, retention.decays[head % shape.heads], retention.scale, nullptr, head,
                      part.first_token, part.end_token, scratch);
  }
}

template <class L>
void linear_attention_chunkwise(const RecurrenceShape& shape, const LinearAttention& linear,
                                const RecurrenceArrays& arrays, const RecurrencePart& part, float* scratch) {
  for (int head = part.first_head; head < part.end_head; ++head) {
    chunkwise_head<L>(shape, arrays, 1, 1, &linear, head, part.first_token, part.end_token, scratch);
  }
}

}  // namespace lookback::kernels
