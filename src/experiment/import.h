#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiment/edit.h"
#include "tensor/tensor_file.h"

// How a tensor of a file becomes a matrix of the experiment.
namespace lookback::files {

// Q, K, V, or an input of the mechanism or the study: what a tensor can be put into.
struct Target {
  std::string id;
  std::string title;
  std::string size;     // what it takes: "tokens × d_k"
  std::string why_not;  // why this tensor does not fit; empty: it does
  std::string effect;  // what the board becomes with it: "5 tokens, d_k 4"; where it is too large: the window
};
std::vector<Target> targets_of(const Experiment& experiment, const Tensor& tensor);

// A batch and a head of a tensor, and where the window begins if it is larger than the board.
struct Choice {
  std::string target;
  std::int64_t batch = 0;
  std::int64_t head = 0;
  std::int64_t first_row = 0;
  std::int64_t first_column = 0;
};

// The edit that puts it there. A window of a sequence of which others are there too shows the same tokens.
Expected<PlaceMatrices> placing(const Experiment& experiment, const TensorFile& file, const Tensor& tensor,
                                const Choice& choice);

// What the edit did beyond what it was for: sizes, and windows that are none any more. Sentences, or empty.
std::string consequences(const Experiment& before, const Experiment& after);

}  // namespace lookback::files
