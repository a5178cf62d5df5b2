#pragma once

#include <optional>

#include "lessons/check.h"
#include "tensor/matrix.h"

namespace lookback::lessons {

// A matrix, a table or a curve that a name stands for. Hidden numbers are not there.
struct NamedNumbers {
  Matrix<double> values;
  Matrix<std::uint8_t> hidden = {};  // 1: no number; empty: none
  bool is_list = false;              // one row, of which a place is one number

  bool is_hidden(int row, int column) const;
  std::optional<double> at(int row, int column) const;  // nothing outside, and of what is hidden
};

// The number of a name without places. Nothing when it is not there now; an error when it never is.
Expected<std::optional<double>> number_named(std::string_view name, const State& state);

// The numbers of a name with places; nothing when there are none now.
std::optional<NamedNumbers> numbers_named(std::string_view name, const State& state);

}  // namespace lookback::lessons
