#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lookback {

// An array of a .npy file, as doubles, with its shape; elements in row-major order.
struct NpyArray {
  std::vector<std::int64_t> shape;
  std::vector<double> values;
};

// Reads the bytes of a .npy file: format 1.0 to 3.0, C order, little-endian, of type <f8, <f4, <i8, |u1 or
// |b1.
Expected<NpyArray> read_npy(std::string_view bytes);

}  // namespace lookback
