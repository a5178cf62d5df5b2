#include <doctest/doctest.h>

#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

template <class T>
Matrix<double> run_in(Pass<T> pass, const Trial& trial) {
  const HeadInputs<T> inputs = convert<T>(trial.inputs, [](double x) { return T(x); });
  return pass(inputs, trial.mask, trial.parameters, {}).output.template map<double>([](const T& x) {
    return plain(x);
  });
}

// A norm without ε blows up the rounding of a row that is nearly zero; each form is compared with itself
// here.
Trial with_epsilon(Trial trial) {
  if (trial.mechanism->id == "retnet_layer") {
    trial.parameters["eps"] = 1;
  }
  return trial;
}

}  // namespace

TEST_CASE("in float every form is as near to double as golden data asks") {
  for_each_trial(33, 4, [](const Trial& drawn, Random&) {
    const Trial trial = with_epsilon(drawn);
    INFO(describe(trial));
    // A layer's rounding goes through the next layer's scores.
    const auto layers = trial.parameters.find("layers");
    const double passes = layers == trial.parameters.end() ? 1 : layers->second;
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      REQUIRE((form->pass.in_float != nullptr));
      CHECK(apart(run_in<float>(form->pass.in_float, trial), run(*form, trial).output, passes * 4e6) <= 1);
    }
  });
}

TEST_CASE("in bfloat16 every form is near to double, and not equal") {
  int rounded = 0;
  for_each_trial(9, 4, [&](const Trial& drawn, Random&) {
    Trial trial = with_epsilon(drawn);
    if (const auto layers = trial.parameters.find("layers"); layers != trial.parameters.end()) {
      // Without norms the scores further up are so large that their rounding alone moves a softmax.
      layers->second = std::min(layers->second, 2.0);
    }
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      REQUIRE((form->pass.in_bfloat16 != nullptr));
      const Matrix<double> coarse = run_in<BFloat16>(form->pass.in_bfloat16, trial);
      const Matrix<double> exact = run(*form, trial).output;
      double most = 0;
      for (std::size_t n = 0; n < exact.elements().size(); ++n) {
        most = std::max(most, std::abs(coarse.elements()[n] - exact.elements()[n]));
      }
      CHECK(most <= 0.1 * magnitude(exact));
      rounded += most > 0 ? 1 : 0;
    }
  });
  CHECK(rounded > 100);
}
