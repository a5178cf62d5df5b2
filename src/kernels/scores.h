#pragma once

#include "kernels/kernels.h"
#include "kernels/products.h"
#include "kernels/transpose.h"

// The first product of attention by itself, for those who look at scores.
namespace lookback::kernels {

template <class L>
std::int64_t scores_scratch(int key_width) {
  return std::int64_t{columns_of<L>} * key_width;
}

template <class L>
void scores(const float* q, int queries, const float* k, int keys, int key_width, float scale, float* to,
            float* scratch) {
  constexpr int columns = columns_of<L>;
  static_assert(columns % 4 == 0 && columns <= most_panel);
  if (queries < columns) {
    for (int c = 0; c < key_width * columns; ++c) {
      scratch[c] = 0;
    }
  }
  transpose<L>(q, key_width, queries, key_width, scale, scratch, columns);
  panel_scores<L>(scratch, k, key_width, keys, to);
}

}  // namespace lookback::kernels
