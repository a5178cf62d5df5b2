#include <algorithm>
#include <bit>

#include "experiment/same_bits.h"
#include "exports/matrix_text.h"
#include "fuzz/claims.h"
#include "tensor/npy.h"

namespace lookback::fuzz {

// A .npy file: both readers of its numbers agree, and what is written of them is read as the same.
void read_npy(std::string_view input) {
  const Expected<NpyArray> array = lookback::read_npy(input);
  const std::string name = "numbers.npy";
  const Expected<files::TensorFile> file = files::read_tensors(name, {{name, std::string(input)}});
  FUZZ_CLAIM(array.has_value() == file.has_value());
  if (!claim_read(array) || !claim_read(file)) {
    return;
  }
  claim_numbers_are_there(*file);
  const files::Tensor& tensor = file->tensors.front();
  FUZZ_CLAIM(array->shape == tensor.shape);
  const Expected<files::Tables> tables = files::tables_of(tensor);
  if (!tables) {
    return;
  }
  FUZZ_CLAIM(std::ssize(array->values) == tables->batches * tables->heads * tables->rows * tables->columns);
  const int rows = static_cast<int>(tables->rows);
  const int columns = static_cast<int>(tables->columns);
  const Matrix<double> numbers =
      files::numbers_of(*file, tensor, {.batch = 0, .head = 0, .rows = rows, .columns = columns});
  const auto same = [](double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  };
  FUZZ_CLAIM(std::ranges::equal(numbers.elements(), std::span(array->values).first(numbers.elements().size()),
                                same));
  const std::string written =
      exports::matrix_text({.id = "numbers", .title = "numbers", .values = numbers}, exports::Format::npy);
  const Expected<NpyArray> back = lookback::read_npy(written);
  FUZZ_CLAIM(back.has_value());
  FUZZ_CLAIM(back->shape == (std::vector<std::int64_t>{rows, columns}));
  FUZZ_CLAIM(std::ranges::equal(back->values, numbers.elements(), same));
}

}  // namespace lookback::fuzz
