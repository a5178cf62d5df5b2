#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "numbers/operations.h"
#include "tensor/matrix.h"

namespace lookback {

// y = x Wᵀ + b for one row x, with W stored [out, in]. A bias of no elements adds nothing.
template <class T>
std::vector<T> project(std::span<const T> x, const Matrix<T>& w, const Matrix<T>& bias = {}) {
  std::vector<T> y;
  for (int out = 0; out < w.rows(); ++out) {
    const T sum = dot<T>(x, w.row(out));
    y.push_back(bias.elements().empty() ? sum : sum + bias(0, out));
  }
  return y;
}

template <class T>
Matrix<T> project_rows(const Matrix<T>& x, const Matrix<T>& w, const Matrix<T>& bias = {}) {
  Matrix<T> result(x.rows(), w.rows());
  for (int i = 0; i < x.rows(); ++i) {
    std::ranges::copy(project<T>(x.row(i), w, bias), result.row(i).begin());
  }
  return result;
}

}  // namespace lookback
