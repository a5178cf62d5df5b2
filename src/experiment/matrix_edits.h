#pragma once

#include <algorithm>
#include <span>

#include "tensor/matrix.h"

// Matrices with a row or a column more or less.
namespace lookback {

inline Matrix<double> with_width(const Matrix<double>& matrix, int width) {
  Matrix<double> result(matrix.rows(), width);
  for (int r = 0; r < matrix.rows(); ++r) {
    for (int c = 0; c < std::min(width, matrix.columns()); ++c) {
      result(r, c) = matrix(r, c);
    }
  }
  return result;
}

// Without one row and one column; -1 leaves out none.
template <class T>
Matrix<T> without_index(const Matrix<T>& matrix, int row, int column) {
  Matrix<T> result(matrix.rows() - (row < 0 ? 0 : 1), matrix.columns() - (column < 0 ? 0 : 1));
  for (int r = 0; r < result.rows(); ++r) {
    for (int c = 0; c < result.columns(); ++c) {
      result(r, c) = matrix(row < 0 || r < row ? r : r + 1, column < 0 || c < column ? c : c + 1);
    }
  }
  return result;
}

inline Matrix<double> without_row(const Matrix<double>& matrix, int index) {
  return without_index(matrix, index, -1);
}

inline Matrix<double> with_row(const Matrix<double>& matrix, std::span<const double> row) {
  Matrix<double> result(matrix.rows() + 1, matrix.columns());
  for (int r = 0; r < matrix.rows(); ++r) {
    std::ranges::copy(matrix.row(r), result.row(r).begin());
  }
  std::ranges::copy(row, result.row(matrix.rows()).begin());
  return result;
}

}  // namespace lookback
