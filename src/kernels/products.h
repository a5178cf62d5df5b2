#pragma once

#include "kernels/lanes/lanes.h"

// The products that everything here is made of. Vectors run over queries: a panel is [width, columns] with
// columns = L::panel vectors, and what is read of keys and values is one number at a time, spread over the
// lanes, straight from where the caller has them. So keys and values are not copied, no row is summed across
// lanes, and no width needs a remainder.
namespace lookback::kernels {

template <class L>
inline constexpr int columns_of = L::panel * L::lanes;

// What is spread: number (r, c) stands at at[r · row_stride + c · step].
struct Spread {
  const float* at;
  std::intptr_t row_stride;
  std::intptr_t step;
};

// to[r, :] = (what is there, if `adds`) + Σ_c spread(r, c) panel[c, :] for r < rows, c < count.
template <class L, int rows, bool adds>
LOOKBACK_INLINE void panel_product(const float* panel, std::intptr_t panel_stride, Spread spread, int count,
                                   float* to, std::intptr_t to_stride) {
  typename L::Floats sums[rows][L::panel];
  LOOKBACK_UNROLL
  for (int r = 0; r < rows; ++r) {
    LOOKBACK_UNROLL
    for (int p = 0; p < L::panel; ++p) {
      sums[r][p] = adds ? load<L>(to + r * to_stride + p * L::lanes) : all<L>(0);
    }
  }
  LOOKBACK_ROLLED
  for (int c = 0; c < count; ++c) {
    typename L::Floats x[L::panel];
    LOOKBACK_UNROLL
    for (int p = 0; p < L::panel; ++p) {
      x[p] = load<L>(panel + p * L::lanes);
    }
    LOOKBACK_UNROLL
    for (int r = 0; r < rows; ++r) {
      const typename L::Floats factor = all<L>(spread.at[r * spread.row_stride]);
      LOOKBACK_UNROLL
      for (int p = 0; p < L::panel; ++p) {
        sums[r][p] = L::multiply_add(factor, x[p], sums[r][p]);
      }
    }
    panel += panel_stride;
    spread.at += spread.step;
  }
  LOOKBACK_UNROLL
  for (int r = 0; r < rows; ++r) {
    LOOKBACK_UNROLL
    for (int p = 0; p < L::panel; ++p) {
      store<L>(to + r * to_stride + p * L::lanes, sums[r][p]);
    }
  }
}

// Calls with the number of rows as a constant: as often with L::rows as it goes, then once with what is left.
template <int most, class Call>
LOOKBACK_INLINE void with_fewer_rows(int rows, Call call) {
  if constexpr (most > 0) {
    if (rows == most) {
      call.template operator()<most>();
    } else {
      with_fewer_rows<most - 1>(rows, call);
    }
  }
}

template <class L, int rows>
LOOKBACK_APART void score_rows(const float* queries, const float* keys, int width, float* to, int to_stride) {
  panel_product<L, rows, false>(queries, columns_of<L>, {keys, width, 1}, width, to, to_stride);
}

// Scores: to[j, :] = Σ_c keys[j, c] queries[c, :] for j < rows, keys [rows, width].
template <class L>
LOOKBACK_INLINE void panel_scores(const float* queries, const float* keys, int width, int rows, float* to,
                                  int to_stride = columns_of<L>) {
  for (; rows >= L::rows; rows -= L::rows) {
    score_rows<L, L::rows>(queries, keys, width, to, to_stride);
    keys += std::intptr_t{L::rows} * width;
    to += L::rows * to_stride;
  }
  with_fewer_rows<L::rows - 1>(rows,
                               [=]<int left>() { score_rows<L, left>(queries, keys, width, to, to_stride); });
}

template <class L, int rows>
LOOKBACK_APART void sum_rows(const float* weights, int weights_stride, const float* values, int values_stride,
                             int count, float* to) {
  panel_product<L, rows, true>(weights, weights_stride, {values, 1, values_stride}, count, to, columns_of<L>);
}

// Weighted sums: to[c, :] += Σ_j values[j, c] weights[j, :] for j < count, c < width.
template <class L>
LOOKBACK_INLINE void panel_sums(const float* weights, int weights_stride, const float* values,
                                int values_stride, int width, int count, float* to) {
  for (; width >= L::rows; width -= L::rows) {
    sum_rows<L, L::rows>(weights, weights_stride, values, values_stride, count, to);
    values += L::rows;
    to += L::rows * columns_of<L>;
  }
  with_fewer_rows<L::rows - 1>(width, [=]<int left>() {
    sum_rows<L, left>(weights, weights_stride, values, values_stride, count, to);
  });
}

// Reads a number of every cache line, in order: prefetchers follow that, but not the ways in which tiles are
// read, and what lies in memory then comes at its speed instead of its latency.
template <class L>
LOOKBACK_APART void bring_near(const float* x, std::int64_t count) {
  float sums[4] = {};
  for (std::int64_t i = 0; i + 64 <= count; i += 64) {
    LOOKBACK_UNROLL
    for (int line = 0; line < 4; ++line) {
      sums[line] += x[i + 16 * line];
    }
  }
  float sum = sums[0] + sums[1] + sums[2] + sums[3];
  asm volatile("" : "+r"(sum));
}

// Are `count` numbers finite?
template <class L>
LOOKBACK_APART bool finite(const float* x, std::int64_t count) {
  typename L::Floats zeros[4] = {};
  std::int64_t i = 0;
  for (; i + 4 * L::lanes <= count; i += 4 * L::lanes) {
    LOOKBACK_UNROLL
    for (int part = 0; part < 4; ++part) {
      zeros[part] = zeros[part] + load<L>(x + i + part * L::lanes) * 0;
    }
  }
  const typename L::Floats sum = (zeros[0] + zeros[1]) + (zeros[2] + zeros[3]);
  bool result = !L::any(sum != sum);
  for (; i < count; ++i) {
    result &= x[i] * 0 == 0;
  }
  return result;
}

// panel_sums, but nothing times infinity or NaN is nothing: a hidden value must not be felt.
template <class L>
LOOKBACK_APART void careful_sums(const float* weights, const float* values, int width, int keys, float* to) {
  constexpr int columns = columns_of<L>;
  for (int j = 0; j < keys; ++j) {
    for (int c = 0; c < width; ++c) {
      for (int p = 0; p < columns; p += L::lanes) {
        const auto weight = load<L>(weights + j * columns + p);
        const auto sum = load<L>(to + c * columns + p);
        store<L>(
            to + c * columns + p,
            weight == 0 ? sum : L::multiply_add(all<L>(values[std::intptr_t{j} * width + c]), weight, sum));
      }
    }
  }
}

}  // namespace lookback::kernels
