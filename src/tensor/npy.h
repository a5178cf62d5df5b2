#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tensor/tensor_file.h"

namespace lookback {

// An array of a .npy file, as doubles, with its shape; elements in row-major order.
struct NpyArray {
  std::vector<std::int64_t> shape;
  std::vector<double> values;
};

// All numbers of a .npy file.
Expected<NpyArray> read_npy(std::string_view bytes);

namespace files {

// The header of a .npy file, format 1.0 to 3.0, checked against the length of the file. `what` names the file
// in the sentence of an error.
Expected<Tensor> read_npy_header(std::string_view bytes, std::string_view what);

}  // namespace files
}  // namespace lookback
