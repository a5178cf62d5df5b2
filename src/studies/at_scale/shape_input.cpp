#include "studies/at_scale/shape_input.h"

#include <algorithm>

namespace lookback::at_scale {

bool ChosenShape::changed() const { return std::ranges::count(typed, true) > 0; }

ChosenShape chosen_shape(const Experiment& experiment) {
  ChosenShape chosen = {published_shapes[static_cast<std::size_t>(parameter_of(experiment, "model"))]};
  const Matrix<double> typed = input_of(experiment, shape_input);
  for (std::size_t i = 0; i < shape_columns.size(); ++i) {
    const double number = typed(0, static_cast<int>(i));
    double& size = chosen.shape.*shape_columns[i].size;
    if (number != 0 && number != size) {
      size = number;
      chosen.typed[i] = true;
    }
  }
  return chosen;
}

}  // namespace lookback::at_scale
