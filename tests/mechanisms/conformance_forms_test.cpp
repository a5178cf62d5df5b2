#include <doctest/doctest.h>

#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("every form of every mechanism gives the same output, as do its steps and its picture") {
  for_each_trial(33, 12, [](const Trial& trial, Random&) {
    const std::vector<const Form*> forms = forms_of(trial);
    const HeadOutputs<double> first = run(*forms.front(), trial);
    INFO(describe(trial));
    REQUIRE(first.output.rows() == trial.tokens);
    REQUIRE(all_finite(first.output));
    for (const Form* form : forms) {
      const HeadOutputs<double> other = run(*form, trial);
      INFO(form->id);
      CHECK(apart(other.output, first.output) <= 1);
    }
    if (!steps_refusal(*trial.mechanism, trial.setting())) {
      CHECK(apart(step_through(trial), first.output) <= 1);
    }
    const Trace trace = trial.mechanism->trace(trial.inputs, trial.mask, trial.parameters);
    CHECK(apart(trace.output, first.output) <= 1);
    for (const Matrix<double>* square : {&trace.scores, &trace.weights}) {
      CHECK(square->rows() == trial.tokens);
      CHECK(square->columns() == trial.tokens);
      CHECK(all_finite(*square));
    }
  });
}

TEST_CASE("hidden pairs weigh nothing in the picture") {
  for_each_trial(12, 6, [](const Trial& trial, Random&) {
    const Trace trace = trial.mechanism->trace(trial.inputs, trial.mask, trial.parameters);
    INFO(describe(trial));
    bool hidden_weigh_nothing = true;
    for (int i = 0; i < trial.tokens; ++i) {
      for (int j = 0; j < trial.tokens; ++j) {
        hidden_weigh_nothing = hidden_weigh_nothing && (trial.mask.visible(i, j) || trace.weights(i, j) == 0);
      }
    }
    CHECK(hidden_weigh_nothing);
  });
}

TEST_CASE("a state is a value: a copy goes on as the original does") {
  for_each_trial(9, 3, [](const Trial& trial, Random& random) {
    if (steps_refusal(*trial.mechanism, trial.setting())) {
      return;
    }
    const Steps& steps = trial.mechanism->steps;
    const auto step = [&](DecodeState<double>& state) {
      return steps.step_double(state, trial.inputs, trial.mask, trial.parameters, {}).output;
    };
    DecodeState<double> state = steps.start_double(trial.inputs, trial.parameters, {});
    const DecodeState<double> empty = state;
    const int kept_at = random.below(trial.tokens);
    for (int t = 0; t < kept_at; ++t) {
      step(state);
    }
    INFO(describe(trial));
    DecodeState<double> copy = state;
    REQUIRE(copy.position() == kept_at);
    for (int t = kept_at; t < trial.tokens; ++t) {
      const Matrix<double> output = step(state);
      CHECK(state.position() == t + 1);
      CHECK(step(copy) == output);
    }
    CHECK(step_through(trial, empty) == step_through(trial));
  });
}

// A fully masked row has no weights, so what it sums to is nothing. Layers, which read an X of their own, add
// something to that.
TEST_CASE("a query that may look at nothing gives zeros in every form") {
  int rows_seen = 0;
  for_each_trial(9, 4, [&](const Trial& drawn, Random& random) {
    if (!drawn.mechanism->reads.v) {
      return;
    }
    Trial trial = drawn;
    Matrix<std::uint8_t> bits(trial.tokens, trial.tokens);
    for (std::uint8_t& bit : bits.elements()) {
      bit = random.below(2) == 0 ? 0 : 1;
    }
    const int blind = random.below(trial.tokens);
    std::ranges::fill(bits.row(blind), 0);
    trial.mask = Mask::bits(bits);
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      const HeadOutputs<double> outputs = run(*form, trial);
      CHECK(std::ranges::all_of(outputs.output.row(blind), [](double x) { return x == 0; }));
      CHECK(all_finite(outputs.output));
      ++rows_seen;
    }
  });
  CHECK(rows_seen > 50);
}
