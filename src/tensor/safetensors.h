#pragma once

#include <string_view>
#include <vector>

#include "tensor/tensor_file.h"

namespace lookback::files {

// The header of a .safetensors file: eight bytes of length, JSON, then the numbers. What it says is checked
// against the length of the file. `what` names the file in the sentence of an error.
Expected<std::vector<Tensor>> read_safetensors_header(std::string_view bytes, std::string_view what);

}  // namespace lookback::files
