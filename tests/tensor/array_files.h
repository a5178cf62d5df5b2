#pragma once

#include <doctest/doctest.h>

#include "main/golden.h"
#include "tensor/tensor_file.h"

// The files of tests/tensor/files, read.
namespace lookback::testing {

inline const std::string folder = LOOKBACK_SOURCE_DIR "/tests/tensor/files/";

inline std::string bytes_of_file(const std::string& path) {
  Expected<std::string> bytes = read_file(path);
  REQUIRE(bytes.has_value());
  return std::move(*bytes);
}

inline Expected<files::TensorFile> opened(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return files::read_tensors(name, {{name, bytes_of_file(path)}});
}

inline files::TensorFile file(const std::string& name) {
  Expected<files::TensorFile> result = opened(folder + name);
  INFO(name);
  REQUIRE(result.has_value());
  return std::move(*result);
}

inline Matrix<double> table_of(const files::TensorFile& file, std::size_t index, std::int64_t batch = 0,
                               std::int64_t head = 0) {
  const files::Tensor& tensor = file.tensors.at(index);
  const Expected<files::Tables> tables = files::tables_of(tensor);
  REQUIRE(tables.has_value());
  return files::numbers_of(file, tensor,
                           {.batch = batch,
                            .head = head,
                            .rows = static_cast<int>(tables->rows),
                            .columns = static_cast<int>(tables->columns)});
}

// What make.py writes at a place, counted in row-major order: see numbers() there.
inline double written(char kind, int count) {
  switch (kind) {
    case 'b':
      return count % 2;
    case 'u':
      return count;
    case 'i':
      return count - 60;
    default:
      return (count - 60) / 4.0;
  }
}

}  // namespace lookback::testing
