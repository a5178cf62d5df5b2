#pragma once

#include <string>
#include <vector>

#include "base/say.h"
#include "experiment/experiment.h"
#include "map/long_inputs.h"

// The rows that the learner replaced, as the experiment holds them: the rows of one input, each of which is
// 0, 1 or 2 for q, k or v, the token, and the numbers.
namespace lookback::long_map {

inline constexpr int before_numbers = 2;

inline constexpr InputSpec replaced_input = {
    .id = "map_rows",
    .title = "Replaced rows"_said,
    .meaning = "Each is 0, 1 or 2 for q, k or v, the token, and the numbers in place of the first ones."_said,
    .rows = Size::fixed,
    .columns = Size::fixed,
    .fixed = before_numbers + most_map_width,
    .optional = true};

// Null where there are none.
const Matrix<double>* held_rows(const Experiment& experiment);
// When why_not_rows has nothing against them.
std::vector<map::RowEdit> replaced_rows(const Experiment& experiment);

// A sentence for rows that are none of such a map; else empty.
std::string why_not_rows(const Experiment& experiment, int tokens, int width);

// `width`: of the wider of keys and values, as all are held. A sentence when there are as many as are kept.
Expected<void> replace_row(Experiment& experiment, const map::RowEdit& row, int width);
void restore_row(Experiment& experiment, map::Role role, int row);

// The double with the fewest digits that is this float32: 0.1, not 0.10000000149.
double in_few_digits(float number);

}  // namespace lookback::long_map
