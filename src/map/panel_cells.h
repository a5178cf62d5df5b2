#pragma once

#include <cstdint>

// The inner loops of pooling, over cells x[j, c] of some keys and the `columns` queries of a panel, which are
// some times four. They are compiled for speed, with the vectors of every machine, so they share no inline
// function with others.
namespace lookback::map {

struct PanelCells {
  float* x;  // [keys, columns]
  std::int64_t keys;
  int columns;
};

// x[j, c] − of[c].
void subtract(const PanelCells& cells, const float* of);

// x[j, c] γ^n with n = distance + c − j, 0 where that is negative. Powers up to distance + columns − 1 are
// read.
void fade(const PanelCells& cells, const float* powers, std::int64_t distance);

// Of each column. Where any of it is NaN, so is what is found.
void find_sum(const PanelCells& cells, float* sum);
void find_largest(const PanelCells& cells, float* largest);    // −∞ of no keys
void find_farthest(const PanelCells& cells, float* farthest);  // from 0, with its sign

}  // namespace lookback::map
