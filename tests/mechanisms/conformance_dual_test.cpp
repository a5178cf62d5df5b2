#include <doctest/doctest.h>

#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// Calls touch(matrix, other matrix, belongs to tokens by row, by column) for everything that is read.
template <class T, class U, class Touch>
void for_each_matrix(const Mechanism& mechanism, HeadInputs<T>& inputs, const HeadInputs<U>& others,
                     Touch touch) {
  touch(inputs.q, others.q, true, false);
  touch(inputs.k, others.k, true, false);
  touch(inputs.v, others.v, true, false);
  for (std::size_t n = 0; n < inputs.more.size(); ++n) {
    const InputSpec& spec = mechanism.inputs[n];
    touch(inputs.more[n], others.more[n], spec.rows == Size::tokens, spec.columns == Size::tokens);
  }
}

// The inputs as dual numbers that change along a direction: in all their numbers, or in those of one token.
HeadInputs<Dual> changing(const Trial& trial, const HeadInputs<double>& direction, int token = -1) {
  HeadInputs<Dual> result = convert<Dual>(trial.inputs, [](double x) { return Dual(x); });
  for_each_matrix(*trial.mechanism, result, direction,
                  [token](Matrix<Dual>& matrix, const Matrix<double>& along, bool rows, bool columns) {
                    for (int r = 0; r < matrix.rows(); ++r) {
                      for (int c = 0; c < matrix.columns(); ++c) {
                        if (token < 0 || (rows && r == token) || (columns && c == token)) {
                          matrix(r, c) = Dual(plain(matrix(r, c)), along(r, c));
                        }
                      }
                    }
                  });
  return result;
}

Trial moved(Trial trial, const HeadInputs<double>& direction, double step) {
  for_each_matrix(*trial.mechanism, trial.inputs, direction,
                  [step](Matrix<double>& matrix, const Matrix<double>& along, bool, bool) {
                    for (std::size_t n = 0; n < matrix.elements().size(); ++n) {
                      matrix.elements()[n] += step * along.elements()[n];
                    }
                  });
  return trial;
}

HeadInputs<double> draw_direction(const Trial& trial, Random& random) {
  HeadInputs<double> direction = trial.inputs;
  for_each_matrix(*trial.mechanism, direction, trial.inputs,
                  [&random](Matrix<double>& matrix, const Matrix<double>&, bool, bool) {
                    matrix = draw_matrix(matrix.rows(), matrix.columns(), 1, random);
                  });
  return direction;
}

Matrix<Dual> run(const Form& form, const Trial& trial, const HeadInputs<Dual>& inputs) {
  return form.pass.in_dual(inputs, trial.mask, trial.parameters, {}).output;
}

Matrix<double> derivative(const Matrix<Dual>& outputs) {
  return outputs.map<double>([](Dual x) { return x.derivative(); });
}

}  // namespace

TEST_CASE("without a look ahead, no earlier output has a derivative by a later token") {
  int later_moved = 0;
  for_each_trial(17, 6, [&](const Trial& trial, Random& random) {
    if (!trial.mask.is_causal(trial.tokens)) {
      return;
    }
    const int token = random.below(trial.tokens);
    const HeadInputs<Dual> inputs = changing(trial, draw_direction(trial, random), token);
    INFO(describe(trial));
    CAPTURE(token);
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      const Matrix<double> slopes = derivative(run(*form, trial, inputs));
      CHECK(magnitude(slopes.top(token)) == 0);
      CHECK(all_finite(slopes));
      later_moved += magnitude(slopes) > 0 ? 1 : 0;
    }
  });
  CHECK(later_moved > 100);
}

TEST_CASE("every form's derivative is the slope of its double, and its value that double") {
  for_each_trial(9, 6, [](const Trial& trial, Random& random) {
    constexpr double h = 1e-5;
    const HeadInputs<double> direction = draw_direction(trial, random);
    const HeadInputs<Dual> inputs = changing(trial, direction);
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      REQUIRE((form->pass.in_dual != nullptr));
      INFO(form->id);
      const Matrix<Dual> outputs = run(*form, trial, inputs);
      CHECK(outputs.map<double>([](Dual x) { return plain(x); }) == testing::run(*form, trial).output);
      const Matrix<double> slopes = derivative(outputs);
      const auto at = [&](double step) { return testing::run(*form, moved(trial, direction, step)).output; };
      const Matrix<double> up = at(h);
      const Matrix<double> down = at(-h);
      const Matrix<double> far_up = at(2 * h);
      const Matrix<double> far_down = at(-2 * h);
      double most = 0;
      for (std::size_t n = 0; n < up.elements().size(); ++n) {
        // Of fourth order: a stack of layers is too curved for less.
        const double secant =
            (8 * (up.elements()[n] - down.elements()[n]) - (far_up.elements()[n] - far_down.elements()[n])) /
            (12 * h);
        most = std::max(most, std::abs(slopes.elements()[n] - secant));
      }
      CHECK(most <= 1e-6 * (1 + magnitude(slopes) + magnitude(up)));
    }
  });
}
