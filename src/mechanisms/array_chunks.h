#pragma once

#include <string_view>
#include <vector>

#include "mechanisms/array_case.h"

// The chunkwise forms of array evaluations, by names like "chunkwise, chunk 3".
namespace lookback {

// Chunks of 1, 3 and 4 tokens, one chunk longer than the sequence, and the case's own "chunk_sizes_checked"
// or "block". Sizes above 512 are run as 512.
std::vector<std::string_view> chunkwise_forms(const ArrayCase& arrays, int tokens);

// The name of chunks of this size, or nothing when it is less than 1 or more than 512.
std::string_view chunkwise_form(int size);

// The chunk size in a name, or 0 when it names no chunkwise form.
int chunk_size_of(std::string_view form);

}  // namespace lookback
