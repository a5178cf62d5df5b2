#pragma once

#include <algorithm>

#include "mechanisms/array_views.h"
#include "mechanisms/projection.h"

namespace lookback {

// What a decoder goes on with (Luong et al. 2015, eq. 5): h̃ = tanh(W_c [c; h]), the context first. Others
// leave tanh out and add a bias. Without a W_c there is none.
template <class T>
struct AttentionalState {
  Matrix<T> w_c = {};  // [d, d_c + d_h]
  Matrix<T> b_c = {};  // [1, d]
  bool with_tanh = true;

  bool exists() const { return !w_c.elements().empty(); }

  Matrix<T> of(const Matrix<T>& contexts, const Matrix<T>& queries) const {
    if (!exists()) {
      return {};
    }
    Matrix<T> both(contexts.rows(), contexts.columns() + queries.columns());  // [S, d_c + d_h]
    for (int i = 0; i < both.rows(); ++i) {
      const auto rest = std::ranges::copy(contexts.row(i), both.row(i).begin()).out;
      std::ranges::copy(queries.row(i), rest);
    }
    const Matrix<T> linear = project_rows(both, w_c, b_c);
    return with_tanh ? linear.template map<T>([](const T& x) { return hyperbolic_tangent(x); }) : linear;
  }
};

// As an array case gives it: w_c, perhaps b_c, and in words whether there is a tanh ("attn_h").
template <class T>
Expected<AttentionalState<T>> attentional_state(const ArrayCase& arrays, std::int64_t context_width,
                                                std::int64_t query_width) {
  if (!arrays.inputs.contains("w_c")) {
    return AttentionalState<T>();
  }
  const Expected<ArrayView> w_c = array_input(arrays, "w_c", 2);
  const Expected<Matrix<T>> b_c = optional_row<T>(arrays, "b_c");
  if (!w_c || !b_c) {
    return std::unexpected(w_c ? b_c.error() : w_c.error());
  }
  const std::int64_t biased = b_c->columns() == 0 ? w_c->size(0) : b_c->columns();
  for (const Expected<void>& same :
       {equal_sizes("The second axis of w_c", w_c->size(1), context_width + query_width),
        equal_sizes("The length of b_c", biased, w_c->size(0))}) {
    if (!same) {
      return std::unexpected(same.error());
    }
  }
  const std::string_view how = arrays.word("attn_h");
  return AttentionalState<T>{w_c->at<T>(), *b_c, how.empty() || how.starts_with("tanh")};
}

}  // namespace lookback
