#pragma once

#include "kernels/attention_forward.h"
#include "kernels/cursor.h"
#include "kernels/rows.h"

// The gradients of softmax attention, with the weights recomputed from L (FlashAttention-2, Dao 2023,
// algorithm 2). Panels run over queries as in the forward pass; a block of queries meets one tile of keys
// after the other. dK and dV sum over queries, which lie along the lanes there, so for these two the queries
// are numbers that are spread, and the vectors run along the width.
namespace lookback::kernels {

template <class L>
inline constexpr int backward_panels = 64 / columns_of<L>;
template <class L>
inline constexpr int backward_queries = backward_panels<L> * columns_of<L>;

// What a block of queries holds.
struct BackwardBlock {
  float* queries;       // panels [d_k, columns], times σ log2 e
  float* d_outputs;     // panels [d_v, columns]
  float* d_queries;     // panels [d_k, columns]
  float* query_rows;    // [queries, d_k and more zeros], times σ
  float* d_out_rows;    // [queries, d_v and more zeros]
  float* sum_logs;      // L [queries] in units of log 2
  float* row_products;  // D [queries]
  float* weights;       // P [keys, queries]
  float* d_scores;      // dS [keys, queries]
  float* sums;          // of a tile, [keys, width and more]
};

template <class L>
LOOKBACK_INLINE BackwardBlock backward_block(const AttentionShape& shape, Cursor& cursor) {
  constexpr std::int64_t queries = backward_queries<L>;
  const int key_stride = padded<L>(shape.key_width);
  const int value_stride = padded<L>(shape.value_width);
  return {.queries = cursor.take(shape.key_width * queries),
          .d_outputs = cursor.take(shape.value_width * queries),
          .d_queries = cursor.take(shape.key_width * queries),
          .query_rows = cursor.take(key_stride * queries),
          .d_out_rows = cursor.take(value_stride * queries),
          .sum_logs = cursor.take(queries),
          .row_products = cursor.take(queries),
          .weights = cursor.take(tile_keys * queries),
          .d_scores = cursor.take(tile_keys * queries),
          .sums = cursor.take(std::int64_t{tile_keys} * higher(key_stride, value_stride))};
}

template <class L>
std::int64_t attention_backward_scratch(const AttentionShape& shape) {
  Cursor cursor;
  backward_block<L>(shape, cursor);
  return cursor.used;
}

// rows [count, width] times `factor`, with zeros around: to [queries, padded width].
template <class L>
LOOKBACK_APART void pad_rows(const float* rows, int count, int width, float factor, float* to) {
  const int stride = padded<L>(width);
  for (int r = 0; r < backward_queries<L>; ++r) {
    const bool exists = r < count;
    pad_row<L>(rows + (exists ? std::intptr_t{r} * width : 0), exists ? width : 0, factor, to + r * stride,
               stride);
  }
}

// The same as panels [width, columns], one after the other.
template <class L>
LOOKBACK_INLINE void transpose_panels(const float* rows, int width, float* panels) {
  constexpr int columns = columns_of<L>;
  for (int p = 0; p < backward_panels<L>; ++p) {
    transpose<L>(rows + std::intptr_t{p} * columns * padded<L>(width), padded<L>(width), columns, width, 1,
                 panels + p * width * columns, columns);
  }
}

template <class L>
LOOKBACK_APART void start_block(const AttentionShape& shape, const BackwardBlock& block, const float* q,
                                const AttentionGradientInputs& given, std::intptr_t row, int count,
                                float scale) {
  const float* d_output = given.d_output + row * shape.value_width;
  const float* output = given.output + row * shape.value_width;
  pad_rows<L>(q + row * shape.key_width, count, shape.key_width, scale, block.query_rows);
  pad_rows<L>(d_output, count, shape.value_width, 1, block.d_out_rows);
  transpose_panels<L>(block.query_rows, shape.key_width, block.queries);
  transpose_panels<L>(block.d_out_rows, shape.value_width, block.d_outputs);
  for (int c = 0; c < shape.key_width * backward_queries<L>; ++c) {
    block.queries[c] *= log2_e;
    block.d_queries[c] = 0;
  }
  for (int r = 0; r < backward_queries<L>; ++r) {
    // A row that sees nothing, or does not exist, has weights e^(-inf).
    const bool sees = r < count && given.log_sum_exp[row + r] != minus_infinite;
    block.sum_logs[r] = sees ? given.log_sum_exp[row + r] * log2_e : -minus_infinite;
    float product = 0;
    for (int c = 0; r < count && c < shape.value_width; ++c) {
      product += d_output[r * shape.value_width + c] * output[r * shape.value_width + c];
    }
    block.row_products[r] = product;
  }
}

// P = 2^(s - L) where the scores were, and dS = P (dP - D) where dP was.
template <class L>
LOOKBACK_APART void gradients_by_score(const float* sum_logs, const float* row_products, int keys,
                                       float* weights, float* d_scores) {
  using Floats = typename L::Floats;
  const PowerOfTwo<L> power_of_two;
  for (int p = 0; p < columns_of<L>; p += L::lanes) {
    const Floats sum_log = load<L>(sum_logs + p);
    const Floats row_product = load<L>(row_products + p);
    for (int j = 0; j < keys; ++j) {
      const std::intptr_t at = std::intptr_t{j} * backward_queries<L> + p;
      const Floats weight = power_of_two(load<L>(weights + at) - sum_log);
      const Floats d_score = weight * (load<L>(d_scores + at) - row_product);
      store<L>(weights + at, weight);
      store<L>(d_scores + at, weight == 0 ? all<L>(0) : d_score);
    }
  }
}

template <class L>
LOOKBACK_APART void clear_keys(float* scores, std::int64_t keys) {
  for (std::int64_t j = 0; j < keys; ++j) {
    for (int p = 0; p < columns_of<L>; p += L::lanes) {
      store<L>(scores + j * backward_queries<L> + p, all<L>(0));
    }
  }
}

template <class L, int rows>
LOOKBACK_APART void query_sum_rows(const float* panel, int width, const float* spread, float* to) {
  panel_product<L, rows, false>(panel, width, {spread, backward_queries<L>, 1}, backward_queries<L>, to,
                                width);
}

// to[j, c] += Σ_i by[j, i] rows[i, c], the queries i of a block; `sums` is scratch.
template <class L>
LOOKBACK_APART void add_query_sums(const float* by, const float* rows, int width, int keys, float* sums,
                                   float* to) {
  const int stride = padded<L>(width);
  for (int c = 0; c < stride; c += columns_of<L>) {
    int j = 0;
    for (; j + L::rows <= keys; j += L::rows) {
      query_sum_rows<L, L::rows>(rows + c, stride, by + j * backward_queries<L>, sums + j * stride + c);
    }
    with_fewer_rows<L::rows - 1>(keys - j, [=]<int left>() {
      query_sum_rows<L, left>(rows + c, stride, by + j * backward_queries<L>, sums + j * stride + c);
    });
  }
  for (int j = 0; j < keys; ++j) {
    add_row<L>(sums + j * stride, width, to + std::intptr_t{j} * width);
  }
}

// One block of queries and the keys from `begin` to before `end`.
template <class L>
LOOKBACK_APART void backward_tile(const AttentionShape& shape, const VisibleKeys& visible,
                                  const BackwardBlock& block, int first_query, int end_query,
                                  std::int64_t begin, std::int64_t end, const float* k, const float* v,
                                  float* d_k, float* d_v) {
  constexpr int columns = columns_of<L>;
  const int dk = shape.key_width;
  const int dv = shape.value_width;
  const int keys = static_cast<int>(end - begin);
  for (int p = 0; p < backward_panels<L>; ++p) {
    const int first = first_query + p * columns;
    float* weights = block.weights + p * columns;
    float* d_scores = block.d_scores + p * columns;
    PanelTile tile = {first, first, end, end, end, end};
    if (first < end_query) {
      tile = panel_tile(visible, shape.keys, first, lower(first + columns, end_query) - 1, begin, end);
    }
    if (tile.begin >= tile.end) {
      clear_keys<L>(weights, keys);
      clear_keys<L>(d_scores, keys);
      continue;
    }
    const std::int64_t before = tile.begin - begin;
    const std::int64_t after = end - tile.end;
    const int seen = static_cast<int>(tile.end - tile.begin);
    clear_keys<L>(weights, before);
    clear_keys<L>(d_scores, before);
    clear_keys<L>(weights + (keys - after) * backward_queries<L>, after);
    clear_keys<L>(d_scores + (keys - after) * backward_queries<L>, after);
    weights += before * backward_queries<L>;
    d_scores += before * backward_queries<L>;
    visible_scores<L>(visible, tile, block.queries + p * dk * columns, k, dk, weights, backward_queries<L>);
    panel_scores<L>(block.d_outputs + p * dv * columns, v + tile.begin * dv, dv, seen, d_scores,
                    backward_queries<L>);
    gradients_by_score<L>(block.sum_logs + p * columns, block.row_products + p * columns, seen, weights,
                          d_scores);
    panel_sums<L>(d_scores, backward_queries<L>, k + tile.begin * dk, dk, dk, seen,
                  block.d_queries + p * dk * columns);
  }
  add_query_sums<L>(block.weights, block.d_out_rows, dv, keys, block.sums, d_v + begin * dv);
  add_query_sums<L>(block.d_scores, block.query_rows, dk, keys, block.sums, d_k + begin * dk);
}

template <class L>
void attention_backward(const AttentionShape& shape, const VisibleKeys& visible,
                        const AttentionInputs& inputs, const AttentionGradientInputs& given,
                        const AttentionGradients& gradients, const AttentionPart& part, float* scratch) {
  constexpr int columns = columns_of<L>;
  Cursor cursor = {scratch};
  const BackwardBlock block = backward_block<L>(shape, cursor);
  for (int head = part.first_head; head < part.end_head; ++head) {
    const std::intptr_t key_row = std::intptr_t{head / (shape.heads / shape.kv_heads)} * shape.keys;
    for (int i = part.first_query; i < part.end_query; i += backward_queries<L>) {
      const int block_end = lower(i + backward_queries<L>, part.end_query);
      const std::intptr_t row = std::intptr_t{head} * shape.queries + i;
      start_block<L>(shape, block, inputs.q, given, row, block_end - i, inputs.scale);
      const std::int64_t end = visible.end(block_end - 1, shape.keys);
      for (std::int64_t j = visible.begin(i, shape.keys); j < end; j += tile_keys) {
        backward_tile<L>(shape, visible, block, i, block_end, j, lower<std::int64_t>(j + tile_keys, end),
                         inputs.k + key_row * shape.key_width, inputs.v + key_row * shape.value_width,
                         gradients.k + key_row * shape.key_width, gradients.v + key_row * shape.value_width);
      }
      for (int first = i; first < block_end; first += columns) {
        transpose<L>(block.d_queries + (first - i) * shape.key_width, columns, shape.key_width,
                     lower(columns, block_end - first), inputs.scale,
                     gradients.q + (row + first - i) * shape.key_width, shape.key_width);
      }
    }
  }
}

}  // namespace lookback::kernels
