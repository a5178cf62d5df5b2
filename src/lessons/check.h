#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "experiment/evaluate.h"
#include "studies/sheet.h"

namespace lookback::lessons {

// What a condition speaks of.
struct State {
  const Experiment& experiment;
  const Evaluation& evaluation;         // as far as the study shows it: evaluate_shown
  std::function<const Sheet&()> sheet;  // the present study's, asked for by those conditions that name it
};

// Whether a condition holds of the learner's state, such as
//   cache == 0 and run.tokens_projected == 15
//   not visible[2][4] and abs(output[4][0] - 1/3) < 0.001
//
// Numbers, + - * / and ^ with a whole exponent, == != < <= > >=, not, and, or, parentheses, abs( ), min( , ),
// max( , ), sum(NAME) and most(NAME), the greatest absolute value; and names:
//   position tokens d_k d_v cache cached mask_is_causal masked_pairs
//   step.COUNTER run.COUNTER pass.COUNTER    of cost_fields; pass: one pass of the form over the tokens
//   form.ID mechanism.ID study.ID mask.KIND  1 or 0
//   parameter.ID                             of the mechanism or the study; a choice is its place from 0
//   visible[query][key]                      1 or 0
//   Q[i][j] K V output, any traced matrix and any input by its id, state.PART[i][j]
//   sheet.TABLE[i][j] sheet.CHART.CURVE[i]   of the study's sheet, by id; CHART.x are the abscissas
// sum and most take a row too: sum(visible[4]). Places count from 0.
//
// What is not there now (a row beyond the last, a parameter of another mechanism, a hidden score) makes what
// is said of it neither true nor false, also under not; the condition then holds only by the other side of an
// or. A condition that cannot be read, or a word that never is a name, is an error that says where.
Expected<bool> holds(std::string_view condition, const State& state);

// The number that an expression of the same language stands for.
Expected<double> value_of(std::string_view expression, const State& state);

// The names in a condition or an expression, with their places, that are not there now.
std::vector<std::string> absent_names(std::string_view text, const State& state);

}  // namespace lookback::lessons
