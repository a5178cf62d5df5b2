#include "map/panel_cells.h"

namespace lookback::map {
namespace {

// Four columns at a time, so that what is found stays in a vector.
constexpr int side_by_side = 4;

template <class Take>
void by_columns(const PanelCells& cells, float start, float* found, Take take) {
  for (int first = 0; first < cells.columns; first += side_by_side) {
    float four[side_by_side] = {start, start, start, start};
    const float* at = cells.x + first;
    for (std::int64_t j = 0; j < cells.keys; ++j, at += cells.columns) {
      for (int c = 0; c < side_by_side; ++c) {
        four[c] = take(four[c], at[c]);
      }
    }
    for (int c = 0; c < side_by_side; ++c) {
      found[first + c] = four[c];
    }
  }
}

}  // namespace

void subtract(const PanelCells& cells, const float* of) {
  float* at = cells.x;
  for (std::int64_t j = 0; j < cells.keys; ++j, at += cells.columns) {
    for (int c = 0; c < cells.columns; ++c) {
      at[c] -= of[c];
    }
  }
}

void fade(const PanelCells& cells, const float* powers, std::int64_t distance) {
  float* at = cells.x;
  for (std::int64_t j = 0; j < cells.keys; ++j, at += cells.columns) {
    const std::int64_t nearest = distance - j;
    for (int c = 0; c < cells.columns; ++c) {
      at[c] *= nearest + c < 0 ? 0 : powers[nearest + c];
    }
  }
}

void find_sum(const PanelCells& cells, float* sum) {
  by_columns(cells, 0, sum, [](float before, float x) { return before + x; });
}

void find_largest(const PanelCells& cells, float* largest) {
  by_columns(cells, -__builtin_inff(), largest,
             [](float before, float x) { return x > before || x != x ? x : before; });
}

void find_farthest(const PanelCells& cells, float* farthest) {
  by_columns(cells, 0, farthest, [](float before, float x) {
    return __builtin_fabsf(x) > __builtin_fabsf(before) || x != x ? x : before;
  });
}

}  // namespace lookback::map
