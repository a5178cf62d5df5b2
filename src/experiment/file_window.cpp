#include "experiment/file_window.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
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
  const std::string what = say("{0} in {1}", in_quotes(source.tensor), in_quotes(file.name));
  if (tensor == file.tensors.end() || !tensor->fault.empty()) {
    return fail(say("There are no numbers called {0}.", what));
  }
  const Expected<Tables> tables = tables_of(*tensor);
  if (!tables) {
    return fail(say("{0}: {1}", what, tables.error().sentence));
  }
  const bool upright = tensor->shape.size() < 2 && source.columns == 1;
  const std::int64_t rows = upright ? tables->columns : tables->rows;
  const std::int64_t columns = upright ? tables->rows : tables->columns;
  if (rows != source.rows || columns != source.columns || source.batch >= tables->batches ||
      source.head >= tables->heads || slice.first_row + slice.rows > rows ||
      slice.first_column + slice.columns > columns) {
    return fail(
        say("{0} has {1} × {2} tables of {3}, among which batch {4}, head {5}, row {6}, column {7} of {8} is "
            "not.",
            what, grouped(tables->batches), grouped(tables->heads), times(rows, columns),
            grouped(source.batch), grouped(source.head), grouped(source.first_row),
            grouped(source.first_column), times(source.rows, source.columns)));
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
  const std::string shown = range(source.first_row, rows);
  const std::string whole = times(source.rows, source.columns);
  const std::string file = in_quotes(source.file);
  const std::string tensor = in_quotes(source.tensor);
  const std::string batch = grouped(source.batch);
  const std::string head = grouped(source.head);
  return one ? say("tokens {0} of {1} from {2}, tensor {3}, batch {4}, head {5}", shown, whole, file, tensor,
                   batch, head)
             : say("tokens {0} and dimensions {1} of {2} from {3}, tensor {4}, batch {5}, head {6}", shown,
                   range(source.first_column, columns), whole, file, tensor, batch, head);
}

}  // namespace lookback::files
