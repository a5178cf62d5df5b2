#pragma once

#include <string_view>
#include <vector>

#include "tensor/tensor_file.h"

namespace lookback::fuzz {

// The members of an .npz, which the page unzips, as the seeds write them: each a byte and so many of its
// name, two bytes (the lower first) and so many of its content. What is announced and not there is cut.
std::vector<files::Part> members_of(std::string_view input);

}  // namespace lookback::fuzz
