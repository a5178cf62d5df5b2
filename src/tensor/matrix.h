#pragma once

#include <Eigen/Core>
#include <initializer_list>
#include <span>

#include "base/assert.h"

namespace lookback {

// A dense row-major matrix [rows, columns] of any scalar. Eigen is its storage and nothing else: Eigen's
// products would do extra work for a counting scalar, so definitions loop over elements.
template <class T>
class Matrix {
 public:
  using Storage = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  Matrix() = default;
  Matrix(int rows, int columns, const T& fill = T()) : storage_(rows, columns) {
    for (T& element : elements()) {
      element = fill;
    }
  }
  Matrix(std::initializer_list<std::initializer_list<T>> rows)
      : storage_(static_cast<Eigen::Index>(rows.size()),
                 static_cast<Eigen::Index>(rows.size() == 0 ? 0 : rows.begin()->size())) {
    int r = 0;
    for (const auto& row : rows) {
      LOOKBACK_ASSERT(static_cast<int>(row.size()) == this->columns());
      int c = 0;
      for (const T& element : row) {
        storage_(r, c++) = element;
      }
      ++r;
    }
  }

  int rows() const { return static_cast<int>(storage_.rows()); }
  int columns() const { return static_cast<int>(storage_.cols()); }

  T& operator()(int row, int column) {
    LOOKBACK_ASSERT(contains(row, column));
    return storage_(row, column);
  }
  const T& operator()(int row, int column) const {
    LOOKBACK_ASSERT(contains(row, column));
    return storage_(row, column);
  }

  std::span<T> row(int index) { return elements().subspan(offset(index), width()); }
  std::span<const T> row(int index) const { return elements().subspan(offset(index), width()); }

  std::span<T> elements() { return {storage_.data(), static_cast<std::size_t>(storage_.size())}; }
  std::span<const T> elements() const { return {storage_.data(), static_cast<std::size_t>(storage_.size())}; }

  // The first `count` rows.
  Matrix top(int count) const { return corner(count, columns()); }

  // `count` rows from `first` on.
  Matrix slice(int first, int count) const {
    LOOKBACK_ASSERT(first >= 0 && count >= 0 && first + count <= rows());
    Matrix result(count, columns());
    for (int r = 0; r < count; ++r) {
      for (int c = 0; c < columns(); ++c) {
        result(r, c) = (*this)(first + r, c);
      }
    }
    return result;
  }

  // The first rows and columns.
  Matrix corner(int row_count, int column_count) const {
    Matrix result(row_count, column_count);
    for (int r = 0; r < row_count; ++r) {
      for (int c = 0; c < column_count; ++c) {
        result(r, c) = (*this)(r, c);
      }
    }
    return result;
  }

  // The same numbers as another scalar.
  template <class U, class Convert>
  Matrix<U> map(Convert convert) const {
    Matrix<U> result(rows(), columns());
    for (int r = 0; r < rows(); ++r) {
      for (int c = 0; c < columns(); ++c) {
        result(r, c) = convert((*this)(r, c));
      }
    }
    return result;
  }

  friend bool operator==(const Matrix& a, const Matrix& b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      return false;
    }
    for (int r = 0; r < a.rows(); ++r) {
      for (int c = 0; c < a.columns(); ++c) {
        if (!(a(r, c) == b(r, c))) {
          return false;
        }
      }
    }
    return true;
  }

 private:
  bool contains(int row, int column) const {
    return row >= 0 && row < rows() && column >= 0 && column < columns();
  }
  std::size_t width() const { return static_cast<std::size_t>(columns()); }
  std::size_t offset(int row) const {
    LOOKBACK_ASSERT(row >= 0 && row < rows());
    return static_cast<std::size_t>(row) * width();
  }

  Storage storage_;
};

}  // namespace lookback
