#include "mechanisms/position/alibi.h"

#include <bit>
#include <cmath>
#include <cstdlib>

namespace lookback {

std::vector<double> alibi_slopes(int heads) {
  std::vector<double> slopes;
  if (heads <= 0) {
    return slopes;
  }
  const int power = static_cast<int>(std::bit_floor(static_cast<unsigned>(heads)));
  for (int h = 0; h < power; ++h) {
    slopes.push_back(std::exp2(-8.0 * (h + 1) / power));
  }
  for (int h = 0; h < heads - power; ++h) {
    slopes.push_back(std::exp2(-4.0 * (2 * h + 1) / power));
  }
  return slopes;
}

Matrix<double> alibi_bias(double slope, int queries, int keys, int query_offset) {
  Matrix<double> bias(queries, keys);
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      bias(i, j) = -slope * std::abs(i + query_offset - j);
    }
  }
  return bias;
}

}  // namespace lookback
