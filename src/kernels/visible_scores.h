#pragma once

#include "kernels/attention.h"
#include "kernels/products.h"

// Scores of a panel of queries against a tile of keys, the hidden ones -inf.
namespace lookback::kernels {

// Hides, among the scores of the keys `begin` to `end`, what the panel that starts at query `first` does not
// see.
template <class L>
LOOKBACK_APART void hide(const VisibleKeys& visible, int first, std::int64_t begin, std::int64_t end,
                         float* scores, int stride) {
  constexpr int columns = columns_of<L>;
  const auto clipped = [](std::int64_t x) {
    return static_cast<float>(x < -1 ? -1 : x > columns ? columns : x);
  };
  for (std::int64_t j = begin; j < end; ++j) {
    const std::int64_t position = j - visible.offset - first;
    const auto from = all<L>(clipped(position - visible.right));
    const auto to = all<L>(clipped(position + visible.left));
    LOOKBACK_UNROLL
    for (int p = 0; p < L::panel; ++p) {
      float* at = scores + (j - begin) * stride + p * L::lanes;
      const auto column = lane_numbers<L>() + static_cast<float>(p * L::lanes);
      auto x = load<L>(at);
      x = column >= from ? x : all<L>(minus_infinite);
      store<L>(at, column <= to ? x : all<L>(minus_infinite));
    }
  }
}

// The queries of a panel, and those keys of the tile that any of them sees.
struct PanelTile {
  int first_query;
  int last_query;
  std::int64_t begin;
  std::int64_t end;
  std::int64_t seen_by_all;  // from here
  std::int64_t not_by_all;   // to before here
};

LOOKBACK_INLINE PanelTile panel_tile(const VisibleKeys& visible, int all_keys, int first, int last,
                                     std::int64_t begin, std::int64_t end) {
  begin = higher(begin, visible.begin(first, all_keys));
  end = lower(end, visible.end(last, all_keys));
  const std::int64_t seen_by_all = higher(begin, lower(end, visible.begin(last, all_keys)));
  return {first, last,        begin,
          end,   seen_by_all, higher(seen_by_all, lower(end, visible.end(first, all_keys)))};
}

// Scores of a panel, hidden ones -inf.
template <class L>
LOOKBACK_INLINE void visible_scores(const VisibleKeys& visible, const PanelTile& tile, const float* queries,
                                    const float* k, int width, float* scores, int stride) {
  panel_scores<L>(queries, k + tile.begin * width, width, static_cast<int>(tile.end - tile.begin), scores,
                  stride);
  hide<L>(visible, tile.first_query, tile.begin, tile.seen_by_all, scores, stride);
  hide<L>(visible, tile.first_query, tile.not_by_all, tile.end,
          scores + (tile.not_by_all - tile.begin) * stride, stride);
}

}  // namespace lookback::kernels
