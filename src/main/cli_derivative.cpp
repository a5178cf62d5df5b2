#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/format.h"
#include "base/split.h"
#include "main/cli_eval.h"

namespace lookback {
namespace {

struct Element {
  std::string_view name;  // of its matrix
  int row = 0;
  int column = 0;
};

constexpr std::string_view wanted =
    "A derivative is written as o[2,0]/k[1,1]: a number of the output, by a number that is read.";

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// "k[1,1]"
Expected<Element> read_element(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos || bracket == 0 || !text.ends_with(']')) {
    return fail(in_quotes(text) + " is no element of a matrix. " + std::string(wanted));
  }
  const std::string_view inside = text.substr(bracket + 1, text.size() - bracket - 2);
  const std::vector<std::string_view> places = split(inside, ',');
  constexpr int largest = 1'000'000;
  const Expected<int> row = parse_whole(places[0], "The row in " + in_quotes(text), 0, largest);
  const Expected<int> column =
      places.size() == 2 ? parse_whole(places[1], "The column in " + in_quotes(text), 0, largest)
                         : fail(in_quotes(text) + " needs a row and a column. " + std::string(wanted));
  if (!row || !column) {
    return std::unexpected(places.size() == 2 && !row ? row.error() : column.error());
  }
  return Element{text.substr(0, bracket), *row, *column};
}

Expected<void> check_place(std::string_view name, const Element& element, int rows, int columns) {
  if (rows == 0 || columns == 0) {
    return fail("There are no numbers in " + std::string(name) + ": no token has arrived.");
  }
  if (element.row < rows && element.column < columns) {
    return {};
  }
  return fail(std::string(name) + " is [" + std::to_string(rows) + " × " + std::to_string(columns) +
              "]: its rows are numbered from 0 to " + std::to_string(rows - 1) +
              " and its columns from 0 to " + std::to_string(columns - 1) + ".");
}

template <class T>
struct Readable {
  std::string name;
  Matrix<T>* matrix;
};

// What the mechanism reads and can be differentiated by.
template <class T>
std::vector<Readable<T>> readables(const Experiment& experiment, HeadInputs<T>& inputs) {
  const Mechanism& mechanism = mechanism_of(experiment);
  std::vector<Readable<T>> all;
  if (mechanism.reads.q) {
    all.push_back({"q", &inputs.q});
  }
  if (mechanism.reads.k) {
    all.push_back({"k", &inputs.k});
  }
  if (mechanism.reads.v) {
    all.push_back({"v", &inputs.v});
  }
  for (std::size_t i = 0; i < mechanism.inputs.size(); ++i) {
    if (mechanism.inputs[i].optional && inputs.more[i].rows() == 0) {
      continue;
    }
    all.push_back({std::string(mechanism.inputs[i].id), &inputs.more[i]});
  }
  return all;
}

// The number that the element means.
template <class T>
Expected<T*> find_readable(const Experiment& experiment, HeadInputs<T>& inputs, const Element& element) {
  const std::vector<Readable<T>> all = readables(experiment, inputs);
  auto found = std::ranges::find(all, element.name, &Readable<T>::name);
  if (found == all.end()) {
    found = std::ranges::find_if(all, [&](const auto& one) { return same_word(one.name, element.name); });
  }
  if (found == all.end()) {
    std::string names;
    for (const Readable<T>& one : all) {
      names += (names.empty() ? "" : ", ") + one.name;
    }
    return fail(experiment.mechanism + " does not read " + in_quotes(element.name) + "; it reads " + names +
                ".");
  }
  Matrix<T>& matrix = *found->matrix;
  if (const auto inside = check_place(found->name, element, matrix.rows(), matrix.columns()); !inside) {
    return std::unexpected(inside.error());
  }
  return &matrix(element.row, element.column);
}

template <class T>
Expected<T> find_output(const Form& form, const HeadOutputs<T>& outputs, const Element& element) {
  const bool scores = same_word(element.name, "scores");
  const bool weights = same_word(element.name, "weights");
  if (!scores && !weights && !same_word(element.name, "o") && !same_word(element.name, "output")) {
    return fail("There is no derivative of " + in_quotes(element.name) +
                ": o is the output, and scores and weights are those of forms that hold them.");
  }
  const Matrix<T>& matrix = scores ? outputs.scores : weights ? outputs.weights : outputs.output;
  const std::string name = scores ? "scores" : weights ? "weights" : "o";
  if ((scores || weights) && matrix.rows() == 0) {
    return fail("The form " + std::string(form.id) + " does not hold its " + name + ".");
  }
  if (const auto inside = check_place(name, element, matrix.rows(), matrix.columns()); !inside) {
    return std::unexpected(inside.error());
  }
  return matrix(element.row, element.column);
}

// The output's element with one number moved by `step`.
double moved(const Experiment& experiment, const Element& of, const Element& by, double step) {
  HeadInputs<double> inputs = inputs_of(experiment, experiment.position);
  **find_readable<double>(experiment, inputs, by) += step;
  const Form& form = form_of(experiment);
  return *find_output<double>(form, form.pass.in_double(inputs, experiment.mask, experiment.parameters, {}),
                              of);
}

}  // namespace

Expected<Derivative> derivative_of(const Experiment& experiment, std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '/');
  if (parts.size() != 2) {
    return fail(in_quotes(text) + " is no derivative. " + std::string(wanted));
  }
  const Expected<Element> of = read_element(parts[0]);
  const Expected<Element> by = read_element(parts[1]);
  if (!of || !by) {
    return std::unexpected(of ? by.error() : of.error());
  }
  const Form& form = form_of(experiment);
  if (form.pass.in_dual == nullptr) {
    return fail("The form " + std::string(form.id) + " has no derivatives.");
  }
  HeadInputs<Dual> inputs =
      convert<Dual>(inputs_of(experiment, experiment.position), [](double x) { return Dual(x); });
  const Expected<Dual*> seed = find_readable<Dual>(experiment, inputs, *by);
  if (!seed) {
    return std::unexpected(seed.error());
  }
  const double at = (*seed)->value();
  **seed = Dual(at, 1);
  const Expected<Dual> result =
      find_output<Dual>(form, form.pass.in_dual(inputs, experiment.mask, experiment.parameters, {}), *of);
  if (!result) {
    return std::unexpected(result.error());
  }
  const double step = 1e-5 * std::max(1.0, std::abs(at));
  return Derivative{
      .of = std::string(parts[0]),
      .by = std::string(parts[1]),
      .value = result->derivative(),
      .difference_quotient =
          (moved(experiment, *of, *by, step) - moved(experiment, *of, *by, -step)) / (2 * step)};
}

}  // namespace lookback
