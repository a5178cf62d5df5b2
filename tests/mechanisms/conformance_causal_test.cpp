#include <doctest/doctest.h>

#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// Other numbers for one token, wherever a row or a column of the inputs belongs to it.
Trial with_other_token(const Trial& trial, int token, Random& random) {
  Trial other = trial;
  draw_inputs(other, random);
  const auto mix = [token](Matrix<double>& changed, const Matrix<double>& kept, bool rows, bool columns) {
    for (int r = 0; r < kept.rows(); ++r) {
      for (int c = 0; c < kept.columns(); ++c) {
        if (!(rows && r == token) && !(columns && c == token)) {
          changed(r, c) = kept(r, c);
        }
      }
    }
  };
  mix(other.inputs.q, trial.inputs.q, true, false);
  mix(other.inputs.k, trial.inputs.k, true, false);
  mix(other.inputs.v, trial.inputs.v, true, false);
  for (std::size_t n = 0; n < trial.inputs.more.size(); ++n) {
    const InputSpec& spec = trial.mechanism->inputs[n];
    mix(other.inputs.more[n], trial.inputs.more[n], spec.rows == Size::tokens, spec.columns == Size::tokens);
  }
  return other;
}

}  // namespace

TEST_CASE("without a look ahead, another later token moves no earlier output by a single bit") {
  int later_moved = 0;
  for_each_trial(17, 8, [&](const Trial& trial, Random& random) {
    if (!trial.mask.is_causal(trial.tokens)) {
      return;
    }
    const int token = random.below(trial.tokens);
    const Trial other = with_other_token(trial, token, random);
    INFO(describe(trial));
    CAPTURE(token);
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      const Matrix<double> before = run(*form, trial).output;
      const Matrix<double> after = run(*form, other).output;
      CHECK(before.top(token) == after.top(token));
      later_moved += before == after ? 0 : 1;
    }
    if (!steps_refusal(*trial.mechanism, trial.setting())) {
      CHECK(step_through(trial).top(token) == step_through(other).top(token));
    }
  });
  CHECK(later_moved > 100);
}

TEST_CASE("without a look ahead, the first tokens alone give the first outputs of the whole") {
  for_each_trial(17, 6, [](const Trial& whole, Random& random) {
    // A mechanism may say that a new token changes the rows before it, as one does that looks at a fraction
    // of the length.
    const bool grows = !whole.mechanism->steps.exist() || !steps_refusal(*whole.mechanism, whole.setting());
    if (!whole.mask.is_causal(whole.tokens) || !grows) {
      return;
    }
    Trial part = whole;
    part.tokens = 1 + random.below(whole.tokens);
    part.inputs = prefix(whole.inputs, whole.mechanism->inputs, part.tokens);
    INFO(describe(whole));
    CAPTURE(part.tokens);
    for (const Form* form : forms_of(whole)) {
      INFO(form->id);
      REQUIRE(!form->absent(part.setting()));
      const Matrix<double> expected = run(*form, whole).output.top(part.tokens);
      CHECK(apart(run(*form, part).output, expected) <= 1);
    }
  });
}
