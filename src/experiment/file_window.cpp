#include "experiment/file_window.h"

#include <algorithm>

#include "base/format.h"
#include "experiment/edit.h"
#include "experiment/sources.h"

namespace lookback::files {
namespace {

std::string range(std::int64_t first, int count) {
  return count == 1 ? grouped(first) : grouped(first) + "–" + grouped(first + count - 1);
}

// Of a source, which the file must have.
Expected<Matrix<double>> numbers_in(const TensorFile& file, const Source& source, const Slice& slice) {
  // A file of one array is named after itself, and may have been renamed.
  const auto tensor = file.tensors.size() == 1
                          ? file.tensors.begin()
                          : std::ranges::find(file.tensors, source.tensor, &Tensor::name);
  const std::string what = in_quotes(source.tensor) + " in " + in_quotes(file.name);
  if (tensor == file.tensors.end() || !tensor->fault.empty()) {
    return fail("There are no numbers called " + what + ".");
  }
  const Expected<Tables> tables = tables_of(*tensor);
  if (!tables) {
    return fail(what + ": " + tables.error().sentence);
  }
  const bool upright = tensor->shape.size() < 2 && source.columns == 1;
  const std::int64_t rows = upright ? tables->columns : tables->rows;
  const std::int64_t columns = upright ? tables->rows : tables->columns;
  if (rows != source.rows || columns != source.columns || source.batch >= tables->batches ||
      source.head >= tables->heads || slice.first_row + slice.rows > rows ||
      slice.first_column + slice.columns > columns) {
    return fail(what + " has " + grouped(tables->batches) + " × " + grouped(tables->heads) + " tables of " +
                times(rows, columns) + ", among which batch " + grouped(source.batch) + ", head " +
                grouped(source.head) + ", row " + grouped(source.first_row) + ", column " +
                grouped(source.first_column) + " of " + times(source.rows, source.columns) + " is not.");
  }
  if (!upright) {
    return numbers_of(file, *tensor, slice);
  }
  const Matrix<double> lying = numbers_of(
      file, *tensor, {.first_row = 0, .first_column = slice.first_row, .rows = 1, .columns = slice.rows});
  Matrix<double> standing(slice.rows, 1);
  std::ranges::copy(lying.elements(), standing.elements().begin());
  return standing;
}

}  // namespace

std::string times(std::int64_t rows, std::int64_t columns) {
  return grouped(rows) + " × " + grouped(columns);
}

Expected<Matrix<double>> window_numbers(const TensorFile& file, const Source& source) {
  return numbers_in(
      file, source,
      {source.batch, source.head, source.first_row, source.first_column,
       window_length(source.rows, largest_tokens), window_length(source.columns, largest_width)});
}

// By some thousand rows at a time, as they come in double.
Expected<WholeMatrix> whole_matrix(const TensorFile& file, const Source& source) {
  constexpr std::int64_t rows_at_once = 4096;
  WholeMatrix whole = {.row_names = file.row_names};
  for (std::int64_t row = 0; row < source.rows; row += rows_at_once) {
    const auto rows = static_cast<int>(std::min(rows_at_once, source.rows - row));
    const Expected<Matrix<double>> some =
        numbers_in(file, source, {source.batch, source.head, row, 0, rows, static_cast<int>(source.columns)});
    if (!some) {
      return std::unexpected(some.error());
    }
    if (row == 0) {  // only now it is known that the file has so many
      whole.numbers.reserve(static_cast<std::size_t>(source.rows * source.columns));
    }
    for (const double number : some->elements()) {
      whole.numbers.push_back(static_cast<float>(number));
    }
  }
  return whole;
}

std::vector<std::string> window_tokens(const TensorFile& file, const Source& source, int count) {
  std::vector<std::string> names;
  if (file.row_names.empty() && count == source.rows) {
    return names;
  }
  for (int i = 0; i < count; ++i) {
    const auto row = static_cast<std::size_t>(source.first_row) + static_cast<std::size_t>(i);
    const bool named = row < file.row_names.size() && check_token(file.row_names[row]);
    names.push_back(named ? file.row_names[row] : std::to_string(row));
  }
  return names;
}

std::string window_text(const Experiment& experiment, std::string_view id, const Source& source) {
  const int rows = window_length(source.rows, largest_tokens);
  const int columns = window_length(source.columns, largest_width);
  const bool one = axes_of(experiment, id).columns == Size::one;
  return "tokens " + range(source.first_row, rows) +
         (one ? "" : " and dimensions " + range(source.first_column, columns)) + " of " +
         times(source.rows, source.columns) + " from " + in_quotes(source.file) + ", tensor " +
         in_quotes(source.tensor) + ", batch " + grouped(source.batch) + ", head " + grouped(source.head);
}

}  // namespace lookback::files
