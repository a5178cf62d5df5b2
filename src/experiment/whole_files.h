#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "experiment/source.h"

namespace lookback {

// All of what the board shows a window of.
struct WholeMatrix {
  std::vector<float> numbers;  // [rows, columns] of the source
  std::vector<std::string> row_names = {};
};

// Who has the files. For what reads more than windows.
class WholeFiles {
 public:
  virtual ~WholeFiles() = default;
  // Or a sentence that says what is missing.
  virtual Expected<WholeMatrix> read_whole(const Source& source) const = 0;
};

}  // namespace lookback
