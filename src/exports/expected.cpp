#include "exports/expected.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/say.h"
#include "tensor/difference.h"

namespace lookback::exports {
namespace {

constexpr double change = 0x1p-50;  // relative, of every input: 4 of its last binary places
constexpr int trials = 4;
constexpr double allowance = 32;         // for longer sums, in another order
constexpr double rounding = 1e-12;       // of the largest number: never stricter than that
constexpr double seen_in_digits = 1e-6;  // of the largest number

bool all_finite(const Matrix<double>& matrix) {
  return std::ranges::all_of(matrix.elements(), [](double x) { return std::isfinite(x); });
}

// An input by its id; none where there is no such input.
const Matrix<double>* find_numbers(const Experiment& experiment, const HeadInputs<double>& inputs,
                                   std::string_view id) {
  if (id == "Q" || id == "K" || id == "V") {
    return id == "Q" ? &inputs.q : id == "K" ? &inputs.k : &inputs.v;
  }
  const std::span<const InputSpec> own = mechanism_of(experiment).inputs;
  const auto found = std::ranges::find(own, id, &InputSpec::id);
  return found == own.end() ? nullptr : &inputs.more[static_cast<std::size_t>(found - own.begin())];
}

// How large a term is whose factors are these inputs; nothing where none are named.
double term(const Experiment& experiment, const HeadInputs<double>& inputs,
            const std::vector<std::string>& factors) {
  double product = factors.empty() ? 0 : 1;
  for (const std::string& id : factors) {
    const Matrix<double>* numbers = find_numbers(experiment, inputs, id);
    product *= numbers == nullptr ? 1 : greatest_magnitude(*numbers);
  }
  return product;
}

Matrix<double> output_of(const Experiment& experiment, const HeadInputs<double>& inputs) {
  return form_of(experiment).pass.in_double(inputs, experiment.mask, experiment.parameters, {}).output;
}

const Matrix<double>* find_traced(const Trace& trace, std::string_view id) {
  const auto found = std::ranges::find(trace.more, id, &TracedMatrix::id);
  return found == trace.more.end() ? nullptr : &found->values;
}

// The matrices with those ids, as the experiment would have them of other inputs.
std::vector<Matrix<double>> matrices_of(const Experiment& experiment, const HeadInputs<double>& inputs,
                                        const std::vector<Expectation>& expectations) {
  Trace trace;
  std::vector<Matrix<double>> all;
  for (const Expectation& one : expectations) {
    if (one.matrix == "output") {
      all.push_back(output_of(experiment, inputs));
      continue;
    }
    if (trace.more.empty()) {
      trace = mechanism_of(experiment).trace(inputs, experiment.mask, experiment.parameters);
    }
    const Matrix<double>* values = find_traced(trace, one.matrix);
    all.push_back(values == nullptr ? Matrix<double>() : *values);
  }
  return all;
}

HeadInputs<double> moved(const HeadInputs<double>& inputs, Random& random) {
  return convert<double>(inputs, [&random](double x) { return x * (1 + change * (2 * random.unit() - 1)); });
}

std::unexpected<Error> not_finite() {
  return fail(say(
      "What was computed holds numbers that are not finite, or nearly so, and a snippet would have nothing "
      "to compare with. Another form, or smaller inputs, may help."));
}

double power_of_ten_above(double x) { return x == 0 ? 0 : std::pow(10, std::ceil(std::log10(x))); }

}  // namespace

Expected<std::vector<Wanted>> wanted(const Experiment& experiment, const Evaluation& evaluation,
                                     const std::vector<Expectation>& expectations) {
  std::vector<Wanted> result;
  for (const Expectation& one : expectations) {
    const Matrix<double>* values =
        one.matrix == "output" ? &evaluation.output : find_traced(evaluation.trace, one.matrix);
    if (values == nullptr) {
      return fail("The snippet's text expects a matrix " + one.matrix + ", which is not there.");
    }
    if (!all_finite(*values)) {
      return not_finite();
    }
    result.push_back({one.variable, *values});
  }
  const HeadInputs<double> inputs = inputs_of(experiment, experiment.position);
  Random random(1);
  for (int n = 0; n < trials; ++n) {
    const std::vector<Matrix<double>> others = matrices_of(experiment, moved(inputs, random), expectations);
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (!all_finite(others[i])) {
        return not_finite();
      }
      result[i].tolerance = std::max(result[i].tolerance, greatest_difference(others[i], result[i].values));
    }
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    Wanted& one = result[i];
    if (!std::isfinite(one.tolerance)) {
      return not_finite();
    }
    const double most = greatest_magnitude(one.values);
    const double size = std::max(most, term(experiment, inputs, expectations[i].factors));
    one.tolerance = power_of_ten_above(std::max(allowance * one.tolerance, rounding * size));
    one.sensitive = one.tolerance > seen_in_digits * most && most > 0;
  }
  return result;
}

std::vector<const InputSpec*> needed_inputs(const Experiment& experiment, const Evaluation& evaluation) {
  const std::span<const InputSpec> specs = mechanism_of(experiment).inputs;
  const HeadInputs<double> inputs = inputs_of(experiment, experiment.position);
  std::vector<const InputSpec*> needed;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (inputs.more[i].elements().empty() ||
        (specs[i].read != nullptr && !specs[i].read(experiment.parameters))) {
      continue;
    }
    if (specs[i].optional) {
      HeadInputs<double> without = inputs;
      without.more[i] = Matrix<double>();
      if (output_of(experiment, without) == evaluation.output) {
        continue;
      }
    }
    needed.push_back(&specs[i]);
  }
  return needed;
}

}  // namespace lookback::exports
