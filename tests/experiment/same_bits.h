#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "experiment/experiment.h"

namespace lookback::testing {

// Equal to the last bit, the sign of zero included.
inline bool same_bits(const Matrix<double>& a, const Matrix<double>& b) {
  return a.rows() == b.rows() && a.columns() == b.columns() &&
         std::ranges::equal(a.elements(), b.elements(), {}, std::bit_cast<std::uint64_t, double>,
                            std::bit_cast<std::uint64_t, double>);
}

inline bool same_bits(const Experiment& a, const Experiment& b) {
  const auto same_entry = [](const auto& one, const auto& other) {
    return one.first == other.first && same_bits(one.second, other.second);
  };
  return a == b && same_bits(a.inputs.q, b.inputs.q) && same_bits(a.inputs.k, b.inputs.k) &&
         same_bits(a.inputs.v, b.inputs.v) && std::ranges::equal(a.more, b.more, same_entry);
}

}  // namespace lookback::testing
