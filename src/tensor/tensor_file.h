#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "tensor/matrix.h"
#include "tensor/number_format.h"

namespace lookback::files {

// A file as it was read, or one member of an .npz file.
struct Part {
  std::string name;
  std::string bytes;
};

// An array in a file. Its numbers lie in one piece, all of which are there.
struct Tensor {
  std::string name = {};
  NumberType type = NumberType::float64;
  std::vector<std::int64_t> shape = {};
  bool big_endian = false;
  bool fortran_order = false;  // the first index runs fastest
  std::size_t part = 0;
  std::size_t place = 0;   // of its first byte in that part
  std::string fault = {};  // why its numbers cannot be read; empty where they can
};

// Everything that was read of a file. Numbers stay as they were until slice() asks for them.
struct TensorFile {
  std::string name;
  std::uint64_t hash = 0;  // FNV-1a of the file; of an .npz, of its members: names, a zero byte, bytes
  std::vector<Part> parts = {};
  std::vector<Tensor> tensors = {};
  std::vector<std::string> notes = {};      // what was understood, as sentences
  std::vector<std::string> row_names = {};  // of a table whose first column names its rows
};

// A sentence for a file that is larger than what is read.
Expected<void> check_size(std::string_view name, double bytes);

// Reads .npy, .npz (its members, unzipped), .csv, .tsv, .txt and .safetensors, by what the name ends in. A
// file that is broken gives one sentence with the place of the fault.
Expected<TensorFile> read_tensors(std::string name, std::vector<Part> parts);

// "float16, [2, 8, 128, 64], big-endian, Fortran order".
std::string description_of(const Tensor& tensor);

// "[2, 8, 128, 64]".
std::string shape_text(const std::vector<std::int64_t>& shape);

// The bytes that numbers of this shape take, if they are at most `available`; nothing when they are more.
std::optional<std::size_t> bytes_of(const std::vector<std::int64_t>& shape, std::size_t number_bytes,
                                    std::size_t available);

// A tensor as tables: [rows, columns] at a batch and a head. [S, d] has one of each, [H, S, d] one batch; a
// vector is one table of one row.
struct Tables {
  std::int64_t batches = 1;
  std::int64_t heads = 1;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
};
// A sentence for tensors of more than four axes.
Expected<Tables> tables_of(const Tensor& tensor);

// Which numbers of a tensor.
struct Slice {
  std::int64_t batch = 0;
  std::int64_t head = 0;
  std::int64_t first_row = 0;
  std::int64_t first_column = 0;
  int rows = 0;
  int columns = 0;
};
// The numbers, which must be there: see tables_of.
Matrix<double> numbers_of(const TensorFile& file, const Tensor& tensor, const Slice& slice);

}  // namespace lookback::files
