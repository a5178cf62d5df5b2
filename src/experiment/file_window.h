#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiment/experiment.h"
#include "experiment/whole_files.h"
#include "tensor/tensor_file.h"

// The window of a file that a source names.
namespace lookback::files {

// "1,024 × 64"
std::string times(std::int64_t rows, std::int64_t columns);

// Its numbers; a sentence where the file has nothing like it.
Expected<Matrix<double>> window_numbers(const TensorFile& file, const Source& source);

// All numbers of what it is a window of.
Expected<WholeMatrix> whole_matrix(const TensorFile& file, const Source& source);

// The names of its tokens: those of the file's rows, or the rows' numbers. None where the file names
// no rows and all are shown: then the tokens keep theirs.
std::vector<std::string> window_tokens(const TensorFile& file, const Source& source, int count);

// "tokens 128–191 and dimensions 0–15 of 1,024 × 64 from “q.npy”, tensor “q”, batch 0, head 3".
std::string window_text(const Experiment& experiment, std::string_view id, const Source& source);

}  // namespace lookback::files
