#include <doctest/doctest.h>

#include "experiment/evaluate.h"
#include "mechanisms/counting.h"
#include "mechanisms/lines.h"
#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// What is said about a cell: at most four lines, each with something in it, of numbers that are numbers.
void check_explanation(const Trial& trial, const Trace& trace, const CellReference& cell, bool needed) {
  const std::vector<Line> lines =
      trial.mechanism->explain(cell, trial.inputs, trace, trial.mask, trial.parameters);
  CAPTURE(cell.table);
  CAPTURE(cell.row);
  CAPTURE(cell.column);
  CHECK((!needed || !lines.empty()));
  CHECK(lines.size() <= 4);
  for (const Line& line : lines) {
    const std::string text = text_of(line);
    CAPTURE(text);
    CHECK(!text.empty());
    CHECK(text.find("nan") == std::string::npos);
  }
}

}  // namespace

TEST_CASE("a generation costs what its closed forms say, token by token, whatever the mechanism") {
  for_each_trial(9, 3, [](const Trial& trial, Random& random) {
    Experiment experiment = experiment_of(trial, random);
    INFO(describe(trial));
    for (const bool cache : {true, false}) {
      CAPTURE(cache);
      experiment.cache = cache;
      const Generation generation = generate(experiment);
      for (int position = 1; position <= trial.tokens; ++position) {
        CAPTURE(position);
        check_equal(run_cost(generation.run, position), run_closed_form(experiment, position));
      }
      for (const StrategyColumn& column : alternatives) {
        const std::vector<Cost>& steps = generation.*column.steps;
        if (!steps.empty()) {
          CAPTURE(column.id);
          check_equal(run_cost(steps, trial.tokens), closed_form(experiment, column.id, trial.tokens));
        }
      }
    }
  });
}

TEST_CASE("an experiment evaluates at every position, before the first token too") {
  for_each_trial(6, 3, [](const Trial& trial, Random& random) {
    Experiment experiment = experiment_of(trial, random);
    INFO(describe(trial));
    for (experiment.position = 0; experiment.position <= trial.tokens; ++experiment.position) {
      CAPTURE(experiment.position);
      const Evaluation evaluation = evaluate(experiment);
      CHECK(evaluation.output.rows() == experiment.position);
      CHECK(evaluation.trace.output.rows() == experiment.position);
      CHECK(evaluation.trace.weights.rows() == experiment.position);
      CHECK(all_finite(evaluation.output));
      for (const TracedMatrix& matrix : evaluation.trace.more) {
        CAPTURE(matrix.id);
        CHECK(std::ranges::none_of(matrix.values.elements(), [](double x) { return std::isnan(x); }));
      }
    }
  });
}

TEST_CASE("every number on the board is explained, in four lines at most") {
  for_each_trial(5, 3, [](const Trial& trial, Random&) {
    const Trace trace = trial.mechanism->trace(trial.inputs, trial.mask, trial.parameters);
    INFO(describe(trial));
    const auto check_all = [&](std::string_view table, MatrixRole role, const Matrix<double>& matrix,
                               bool needed) {
      for (int row = 0; row < matrix.rows(); ++row) {
        for (int column = 0; column < matrix.columns(); ++column) {
          check_explanation(trial, trace, {table, role, row, column}, needed);
        }
      }
    };
    check_all("Q", MatrixRole::query, trial.inputs.q, false);
    check_all("K", MatrixRole::key, trial.inputs.k, false);
    check_all("V", MatrixRole::value, trial.inputs.v, false);
    check_all("scores", MatrixRole::score, trace.scores, true);
    check_all("weights", MatrixRole::weight, trace.weights, true);
    check_all("output", MatrixRole::output, trace.output, true);
    for (std::size_t n = 0; n < trial.inputs.more.size(); ++n) {
      check_all(trial.mechanism->inputs[n].id, MatrixRole::plain, trial.inputs.more[n], false);
    }
    for (const TracedMatrix& matrix : trace.more) {
      check_all(matrix.id, matrix.role, matrix.values, true);
    }
  });
}
