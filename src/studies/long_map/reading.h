#pragma once

#include <vector>

#include "map/cell_explanation.h"
#include "studies/long_map/asked.h"
#include "tensor/matrix.h"

// What is said of the chosen cell and its query, beside the picture.
namespace lookback::long_map {

inline constexpr int nearby_side = 8;
inline constexpr int strongest_keys = 8;

struct Reading {
  map::CellExplanation cell;
  Cell first;                                   // of those around it
  Matrix<double> nearby;                        // up to 8 × 8
  Matrix<std::uint8_t> masked;                  // as large
  std::vector<map::CellExplanation> strongest;  // of the query's keys; of scores, those farthest from zero
};

// The queries whose weights it needs.
map::Rows rows_to_read(const map::LongAttention& attention, const Cell& chosen);
// O(S d).
Reading read(const map::LongAttention& attention, const Cell& chosen);

}  // namespace lookback::long_map
