#include <algorithm>
#include <array>
#include <cmath>

#include "base/format.h"
#include "main/cli_eval.h"
#include "numbers/rational_of.h"

namespace lookback {
namespace {

constexpr std::array<std::string_view, 4> scalar_names = {"float", "double", "bfloat16", "rational"};

template <class T, class Convert>
Matrix<T> run(Pass<T> pass, const Experiment& experiment, Convert to) {
  const HeadInputs<T> inputs = convert<T>(inputs_of(experiment, experiment.position), to);
  return pass(inputs, experiment.mask, experiment.parameters, {}).output;
}

template <class T>
Matrix<double> nearest(const Matrix<T>& matrix) {
  return matrix.template map<double>([](const T& x) { return plain(x); });
}

template <class T>
void run_plain(Pass<T> pass, const Experiment& experiment, ScalarOutput& into) {
  into.values = nearest(run<T>(pass, experiment, [](double x) { return T(x); }));
}

void run_exact(Pass<Rational> pass, const Experiment& experiment, ScalarOutput& into) {
  const Matrix<Rational> output = run<Rational>(pass, experiment, simplest_fraction);
  into.values = nearest(output);
  for (int r = 0; r < output.rows(); ++r) {
    std::vector<std::string>& row = into.exact.emplace_back();
    for (const Rational& element : output.row(r)) {
      row.push_back(element.text());
    }
  }
}

// The forms of all mechanisms that have exact fractions.
std::string exact_forms() {
  std::string text;
  for (const Mechanism* mechanism : mechanisms()) {
    std::string forms;
    for (const Form& form : mechanism->forms) {
      if (form.pass.in_rational != nullptr) {
        forms += (forms.empty() ? "" : ", ") + std::string(form.id);
      }
    }
    if (!forms.empty()) {
      text += (text.empty() ? "" : "; ") + std::string(mechanism->id) + " (" + forms + ")";
    }
  }
  return text;
}

}  // namespace

std::string scalars_of(const Form& form) {
  std::string text;
  const auto add = [&text](bool exists, std::string_view name) {
    if (exists) {
      text += (text.empty() ? "" : ", ") + std::string(name);
    }
  };
  add(form.pass.in_double != nullptr, "double");
  add(form.pass.in_float != nullptr, "float");
  add(form.pass.in_bfloat16 != nullptr, "bfloat16");
  add(form.pass.in_rational != nullptr, "rational");
  add(form.pass.in_dual != nullptr, "dual");
  return text;
}

Expected<ScalarOutput> output_in(const Experiment& experiment, std::string_view scalar) {
  if (std::ranges::find(scalar_names, scalar) == scalar_names.end()) {
    return fail("The scalar " + in_quotes(scalar) +
                " is not known: float, double, bfloat16 and rational are.");
  }
  const Form& form = form_of(experiment);
  const Passes& pass = form.pass;
  if (scalar == "rational" && pass.in_rational == nullptr) {
    return fail("The form " + std::string(form.id) + " of " + experiment.mechanism +
                " needs exp, log, tanh or a square root, which no fraction has. Forms with exact fractions "
                "are: " +
                exact_forms() + ".");
  }
  if (!scalars_of(form).contains(scalar)) {
    return fail("The form " + std::string(form.id) + " has no " + std::string(scalar) + "; it has " +
                scalars_of(form) + ".");
  }
  ScalarOutput result{.scalar = scalar};
  if (scalar == "float") {
    run_plain(pass.in_float, experiment, result);
  } else if (scalar == "bfloat16") {
    run_plain(pass.in_bfloat16, experiment, result);
  } else if (scalar == "rational") {
    run_exact(pass.in_rational, experiment, result);
  } else {
    run_plain(pass.in_double, experiment, result);
  }
  const Matrix<double> in_double = run<double>(pass.in_double, experiment, [](double x) { return x; });
  for (std::size_t i = 0; i < in_double.elements().size(); ++i) {
    result.largest_difference =
        std::max(result.largest_difference, std::abs(result.values.elements()[i] - in_double.elements()[i]));
  }
  return result;
}

}  // namespace lookback
