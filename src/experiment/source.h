#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/error.h"
#include "tensor/matrix.h"

namespace lookback {

// The file that a matrix larger than the board comes from. The board holds a window of it, a sequence of its
// own; links name the file by its hash.
struct Source {
  std::uint64_t hash = 0;  // of the file: see tensor/tensor_file.h
  std::string file;
  std::string tensor;
  std::int64_t batch = 0;
  std::int64_t head = 0;
  std::int64_t rows = 0;     // of the whole
  std::int64_t columns = 0;  //
  std::int64_t first_row = 0;
  std::int64_t first_column = 0;

  friend bool operator==(const Source&, const Source&) = default;
};

using Sources = std::map<std::string, Source, std::less<>>;  // by the matrix' id

// "“q.npy” (hash 85944171f73967e8)".
std::string file_text(const Source& source);

// As a link and the page write it: 16 hexadecimal digits.
std::string hash_text(std::uint64_t hash);

// How much of `length` rows or columns a window shows, of which the board holds at most `most`.
constexpr int window_length(std::int64_t length, int most) {
  return length < most ? static_cast<int>(length) : most;
}

// Who has the files.
class SourceNumbers {
 public:
  virtual ~SourceNumbers() = default;
  // The numbers of the window, or a sentence that says what is missing.
  virtual Expected<Matrix<double>> read(const Source& source) const = 0;
};

}  // namespace lookback
