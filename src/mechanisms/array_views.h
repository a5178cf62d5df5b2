#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "mechanisms/array_case.h"
#include "mechanisms/head_inputs.h"
#include "numbers/scalars.h"
#include "tensor/matrix.h"

// How array evaluations take their inputs apart and put their outputs together.
namespace lookback {

// An array of any number of axes, the last two of which are a matrix: [B, H, S, d], [B, S, d] or [S, d].
// Leading axes of size 1 serve every index.
class ArrayView {
 public:
  explicit ArrayView(const NpyArray& array) : array_(&array) {}

  std::size_t axes() const { return array_->shape.size(); }
  std::int64_t size(std::size_t axis) const { return array_->shape[axis]; }

  // The matrix at the leading indices: at({b, h}) of [B, H, S, d].
  template <class T>
  Matrix<T> at(std::initializer_list<std::int64_t> leading = {}) const {
    LOOKBACK_ASSERT(leading.size() + 2 == axes());
    const std::size_t row_axis = leading.size();
    return take<T>(leading, static_cast<int>(size(row_axis)), static_cast<int>(size(row_axis + 1)));
  }

  // The vector at the leading indices, as a matrix of one row: row({h}) of [H, d].
  template <class T>
  Matrix<T> row(std::initializer_list<std::int64_t> leading = {}) const {
    LOOKBACK_ASSERT(leading.size() + 1 == axes());
    return take<T>(leading, 1, static_cast<int>(size(leading.size())));
  }

  // The same vector as a matrix of one column: column({b, h}) of [B, H, S].
  template <class T>
  Matrix<T> column(std::initializer_list<std::int64_t> leading = {}) const {
    LOOKBACK_ASSERT(leading.size() + 1 == axes());
    return take<T>(leading, static_cast<int>(size(leading.size())), 1);
  }

 private:
  template <class T>
  Matrix<T> take(std::initializer_list<std::int64_t> leading, int rows, int columns) const {
    std::int64_t start = 0;
    std::size_t axis = 0;
    for (const std::int64_t index : leading) {
      LOOKBACK_ASSERT(size(axis) == 1 || index < size(axis));
      start = start * size(axis) + (size(axis) == 1 ? 0 : index);
      ++axis;
    }
    Matrix<T> result(rows, columns);
    const auto first = static_cast<std::size_t>(start * rows * columns);
    for (std::size_t i = 0; i < result.elements().size(); ++i) {
      result.elements()[i] = static_cast<T>(array_->values[first + i]);
    }
    return result;
  }

  const NpyArray* array_;
};

// The input of this name, or a sentence when it is missing or has another number of axes.
Expected<ArrayView> array_input(const ArrayCase& arrays, std::string_view name, std::size_t axes);

// A sentence when two sizes that must be equal are not.
Expected<void> equal_sizes(std::string_view what, std::int64_t got, std::int64_t expected);

// "q", "k" and "v", [B, H, S, d] each, of which every query has a key and a value.
struct HeadArrays {
  ArrayView q, k, v;

  std::int64_t batches() const { return q.size(0); }
  std::int64_t heads() const { return q.size(1); }
  std::int64_t tokens() const { return q.size(2); }
  int key_width() const { return static_cast<int>(k.size(3)); }
  int value_width() const { return static_cast<int>(v.size(3)); }

  template <class T>
  HeadInputs<T> head(std::int64_t b, std::int64_t h) const {
    return {q.at<T>({b, h}), k.at<T>({b, h}), v.at<T>({b, h}), {}};
  }
};
Expected<HeadArrays> head_arrays(const ArrayCase& arrays);

// A vector that may be left out, as a matrix of one row; of no elements where it is.
template <class T>
Expected<Matrix<T>> optional_row(const ArrayCase& arrays, std::string_view name) {
  if (!arrays.inputs.contains(name)) {
    return Matrix<T>();
  }
  const Expected<ArrayView> given = array_input(arrays, name, 1);
  if (!given) {
    return std::unexpected(given.error());
  }
  return given->template row<T>();
}

// How many keys sequence `batch` has, of the `keys` that there is room for: the parameter "lengths".
Expected<int> sequence_length(const ArrayCase& arrays, std::int64_t batch, std::int64_t keys);

// Appends the matrix, so that an array is filled head by head.
template <class T>
void append(NpyArray& array, const Matrix<T>& matrix) {
  for (const T& element : matrix.elements()) {
    array.values.push_back(plain(element));
  }
}

// The same with zeros up to `columns`, where a shorter sequence had fewer keys.
template <class T>
void append_padded(NpyArray& array, const Matrix<T>& matrix, std::int64_t columns) {
  for (int r = 0; r < matrix.rows(); ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      array.values.push_back(c < matrix.columns() ? plain(matrix(r, static_cast<int>(c))) : 0);
    }
  }
}

}  // namespace lookback
