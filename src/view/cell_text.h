#pragma once

#include <string>

#include "tensor/matrix.h"

namespace lookback::view {

// A number of a grid: at most five characters, so that cells keep their width while it changes.
std::string cell_text(double value, int digits);

// One digit after the point where that shows every number exactly, else two.
int digits_for(const Matrix<double>& matrix);

}  // namespace lookback::view
