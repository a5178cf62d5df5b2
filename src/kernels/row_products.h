#pragma once

#include "kernels/lanes/lanes.h"
#include "kernels/transpose.h"

// Products of a row of numbers with a matrix of rows, for one query against a cache: vectors run along the
// width, and each number of the matrix is read once.
namespace lookback::kernels {

// How keys are read: from near, a line of each of four rows in turn, so that each number of q is read once
// for all of them; from far away strictly in order, which the prefetchers of memory follow.
enum class Cache { near, far };

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

// scores[r] = Σ_c q[c] keys[r, c], by four vectors of each row in turn. Several sums at once: a multiply-add
// takes longer than the reading of what it needs.
template <class L, int rows, int sums_of_row>
LOOKBACK_INLINE void some_scores(const float* q, const float* keys, int width, float* scores) {
  constexpr int line = 4;
  typename L::Floats sums[rows][sums_of_row] = {};
  int c = 0;
  LOOKBACK_ROLLED
  for (; c + line * L::lanes <= width; c += line * L::lanes) {
    typename L::Floats x[line];
    LOOKBACK_UNROLL
    for (int part = 0; part < line; ++part) {
      x[part] = load<L>(q + c + part * L::lanes);
    }
    LOOKBACK_UNROLL
    for (int r = 0; r < rows; ++r) {
      LOOKBACK_UNROLL
      for (int part = 0; part < line; ++part) {
        auto& sum = sums[r][part % sums_of_row];
        sum = L::multiply_add(x[part], load<L>(keys + r * width + c + part * L::lanes), sum);
        LOOKBACK_IN_ORDER
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

// The same for four rows after four rows, each number of the keys in order; as much of q as goes stays in
// registers. Returns how many rows these are.
template <class L, int width>
LOOKBACK_APART int ordered_scores(const float* q, const float* keys, int count, float* scores) {
  constexpr int vectors = width / L::lanes;
  constexpr int kept = vectors < 6 ? vectors : 6;
  constexpr int sums_of_row = 4;
  typename L::Floats x[kept];
  LOOKBACK_UNROLL
  for (int i = 0; i < kept; ++i) {
    x[i] = load<L>(q + i * L::lanes);
  }
  int j = 0;
  LOOKBACK_ROLLED
  for (; j + 4 <= count; j += 4) {
    typename L::Floats whole[4];
    LOOKBACK_UNROLL
    for (int r = 0; r < 4; ++r) {
      typename L::Floats sums[sums_of_row];
      LOOKBACK_UNROLL
      for (int i = 0; i < vectors; ++i) {
        const auto number = i < kept ? x[i < kept ? i : 0] : load<L>(q + i * L::lanes);
        const auto key = load<L>(keys + r * width + i * L::lanes);
        auto& sum = sums[i % sums_of_row];
        sum = i < sums_of_row ? number * key : L::multiply_add(number, key, sum);
        LOOKBACK_IN_ORDER
      }
      whole[r] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
    lane_sums<L, 4>(whole, scores + j);
    keys += 4 * width;
  }
  return j;
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
  } else if constexpr (fixed >= 4 * L::lanes && fixed <= 16 * L::lanes) {
    j = ordered_scores<L, fixed>(q, keys, count, scores);
  }
  for (; j < count; ++j) {
    some_scores<L, 1, 4>(q, keys + std::intptr_t{j} * width, width, scores + j);
  }
}

// output[c] += Σ_j weights[j] values[j, c] for so many vectors of c, whose sums stay in registers.
template <class L, int vectors>
LOOKBACK_INLINE void some_sums(const float* weights, const float* values, int width, int count,
                               float* output) {
  typename L::Floats sums[vectors];
  LOOKBACK_UNROLL
  for (int i = 0; i < vectors; ++i) {
    sums[i] = load<L>(output + i * L::lanes);
  }
  LOOKBACK_ROLLED
  for (int j = 0; j < count; ++j) {
    const auto weight = all<L>(weights[j]);
    LOOKBACK_UNROLL
    for (int i = 0; i < vectors; ++i) {
      sums[i] = L::multiply_add(weight, load<L>(values + i * L::lanes), sums[i]);
    }
    values += width;
  }
  LOOKBACK_UNROLL
  for (int i = 0; i < vectors; ++i) {
    store<L>(output + i * L::lanes, sums[i]);
  }
}

// output[c] += Σ_j weights[j] values[j, c], by a few rows, so that values come nearly in order.
template <class L, int fixed>
LOOKBACK_APART void row_sums(const float* weights, const float* values, int any_width, int count,
                             float* output) {
  constexpr int rows = 8;
  const int width = fixed != 0 ? fixed : any_width;
  for (int j = 0; j < count; j += rows) {
    const int some = lower(rows, count - j);
    int c = 0;
    for (; c + 8 * L::lanes <= width; c += 8 * L::lanes) {
      some_sums<L, 8>(weights + j, values + c, width, some, output + c);
    }
    for (; c + 4 * L::lanes <= width; c += 4 * L::lanes) {
      some_sums<L, 4>(weights + j, values + c, width, some, output + c);
    }
    for (; c + L::lanes <= width; c += L::lanes) {
      some_sums<L, 1>(weights + j, values + c, width, some, output + c);
    }
    for (; c < width; ++c) {
      for (int r = 0; r < some; ++r) {
        output[c] += weights[j + r] * values[std::intptr_t{r} * width + c];
      }
    }
    values += std::intptr_t{rows} * width;
  }
}

// With the usual widths as constants.
template <class L, Cache cache>
LOOKBACK_INLINE void row_scores_of(const float* q, const float* keys, int width, int count, float* scores) {
  width == 64    ? row_scores<L, cache, 64>(q, keys, width, count, scores)
  : width == 128 ? row_scores<L, cache, 128>(q, keys, width, count, scores)
                 : row_scores<L, cache, 0>(q, keys, width, count, scores);
}

template <class L>
LOOKBACK_INLINE void row_sums_of(const float* weights, const float* values, int width, int count,
                                 float* output) {
  width == 64    ? row_sums<L, 64>(weights, values, width, count, output)
  : width == 128 ? row_sums<L, 128>(weights, values, width, count, output)
                 : row_sums<L, 0>(weights, values, width, count, output);
}

}  // namespace lookback::kernels
