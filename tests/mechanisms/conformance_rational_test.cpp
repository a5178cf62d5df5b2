#include <doctest/doctest.h>

#include <set>

#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("in exact fractions every form gives the same output: equal, not close") {
  std::set<std::string_view> exact;
  for_each_trial(33, 2, [&](const Trial& trial, Random&) {
    const HeadInputs<Rational> inputs = convert<Rational>(trial.inputs, [](double x) { return Rational(x); });
    INFO(describe(trial));
    Matrix<Rational> first;
    for (const Form* form : forms_of(trial)) {
      if (form->pass.in_rational == nullptr) {
        continue;
      }
      INFO(form->id);
      const Matrix<Rational> output = form->pass.in_rational(inputs, trial.mask, trial.parameters, {}).output;
      if (first.rows() == 0) {
        first = output;
      }
      CHECK((output == first));
      CHECK(apart(run(*form, trial).output, output.map<double>([](const Rational& x) { return plain(x); })) <=
            1);
      exact.insert(trial.mechanism->id);
    }
  });
  // All that have neither exp nor a square root in their steps.
  for (const std::string_view id :
       {"unnormalised_attention", "decayed_attention", "retention", "rwkv5_wkv", "rwkv6_wkv",
        "gated_linear_attention", "scalar_decay_ssd", "delta_rule", "gated_delta_rule"}) {
    CAPTURE(id);
    CHECK(exact.contains(id));
  }
}
