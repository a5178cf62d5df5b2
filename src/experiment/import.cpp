#include "experiment/import.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "experiment/file_window.h"
#include "experiment/sources.h"

namespace lookback::files {
namespace {

std::string size_word(const Experiment& experiment, const InputSpec* spec, bool of_rows, Size size) {
  switch (size) {
    case Size::tokens:
      return say("tokens");
    case Size::key_width:
      return "d_k";
    case Size::value_width:
      return "d_v";
    case Size::one:
      return "1";
    case Size::fixed:
    case Size::key_and_value_width:
      break;
  }
  const Matrix<double> there = input_of(experiment, *spec);
  return std::to_string(of_rows ? there.rows() : there.columns());
}

// The sizes of the tensor as a matrix for a target: a vector lies the way the target does.
Expected<Tables> tables_for(const Tensor& tensor, const Axes& axes) {
  Expected<Tables> tables = tables_of(tensor);
  if (tables && tensor.shape.size() < 2) {
    if (axes.rows != Size::one && axes.columns != Size::one) {
      return fail(say("It is a vector, and a table of rows and columns is needed."));
    }
    if (axes.columns == Size::one) {
      std::swap(tables->rows, tables->columns);
    }
  }
  return tables;
}

// What the board can show of an axis; 0 where it takes another length than this.
int shown_length(const Experiment& experiment, const InputSpec* spec, bool of_rows, Size size,
                 std::int64_t length) {
  switch (size) {
    case Size::tokens:
      return window_length(length, largest_tokens);
    case Size::key_width:
    case Size::value_width:
      return window_length(length, largest_width);
    case Size::one:
      return length == 1 ? 1 : 0;
    case Size::fixed:
    case Size::key_and_value_width:
      break;
  }
  const Matrix<double> there = input_of(experiment, *spec);
  const int wanted = of_rows ? there.rows() : there.columns();
  return length == wanted ? wanted : 0;
}

// How a tensor fits a target: what is shown of it, or why it does not.
struct Fit {
  Tables whole;
  int rows = 0;
  int columns = 0;
  bool is_window() const { return rows < whole.rows || columns < whole.columns; }
};

Expected<Fit> fit_of(const Experiment& experiment, const Tensor& tensor, const std::string& id) {
  if (!tensor.fault.empty()) {
    return fail(tensor.fault);
  }
  const InputSpec* spec = find_input(experiment, id);
  const Axes axes = axes_of(experiment, id);
  const Expected<Tables> tables = tables_for(tensor, axes);
  if (!tables) {
    return std::unexpected(tables.error());
  }
  const Fit fit = {*tables, shown_length(experiment, spec, true, axes.rows, tables->rows),
                   shown_length(experiment, spec, false, axes.columns, tables->columns)};
  const std::string size = times(tables->rows, tables->columns);
  if (fit.rows == 0 || fit.columns == 0) {
    return fail(say("It has {0} numbers; {1} × {2} are needed.", size,
                    size_word(experiment, spec, true, axes.rows),
                    size_word(experiment, spec, false, axes.columns)));
  }
  if (fit.is_window() && (axes.rows != Size::tokens || axes.columns == Size::tokens)) {
    return fail(
        say("It has {0} numbers, more than the board holds; only matrices with a row for each token can "
            "be shown in part.",
            size));
  }
  if (axes.rows == axes.columns && tables->rows != tables->columns) {
    return fail(say("It has {0} numbers, and as many rows as columns are needed.", size));
  }
  return fit;
}

std::string effect_of(const Axes& axes, const Fit& fit) {
  std::string text;
  const auto add = [&](Size size, int length) {
    const std::string part = size == Size::tokens        ? plural("{0} token", "{0} tokens", length)
                             : size == Size::key_width   ? "d_k " + std::to_string(length)
                             : size == Size::value_width ? "d_v " + std::to_string(length)
                                                         : "";
    if (!part.empty() && text.find(part) == std::string::npos) {
      text += (text.empty() ? "" : ", ") + part;
    }
  };
  add(axes.rows, fit.rows);
  add(axes.columns, fit.columns);
  return fit.is_window() ? say("a window of {0} out of {1}", text, times(fit.whole.rows, fit.whole.columns))
                         : text;
}

struct Name {
  std::string id;
  std::string title;
};

// In the order of the board; what is not read now cannot be filled.
std::vector<Name> target_names(const Experiment& experiment) {
  const Mechanism& mechanism = mechanism_of(experiment);
  std::vector<Name> names;
  const auto add = [&](bool read, const char* id) {
    if (read) {
      names.push_back({id, id});
    }
  };
  add(mechanism.reads.q, "Q");
  add(mechanism.reads.k, "K");
  add(mechanism.reads.v, "V");
  for (const std::span<const InputSpec> specs : {mechanism.inputs, study_spec_of(experiment).inputs}) {
    for (const InputSpec& spec : specs) {
      if (!spec.optional && (spec.read == nullptr || spec.read(experiment.parameters))) {
        names.push_back({std::string(spec.id), say(spec.title)});
      }
    }
  }
  return names;
}

// Where the window of a sequence stands whose other windows are there already: at the same tokens, and of the
// same dimensions where it shares them.
void join_windows(const Experiment& experiment, const std::string& id, Source& source) {
  const Size columns = axes_of(experiment, id).columns;
  for (const auto& [other, there] : experiment.sources) {
    if (other == id || there.rows != source.rows) {
      continue;
    }
    source.first_row = there.first_row;
    if (axes_of(experiment, other).columns == columns && there.columns == source.columns) {
      source.first_column = there.first_column;
    }
  }
}

}  // namespace

std::vector<Target> targets_of(const Experiment& experiment, const Tensor& tensor) {
  std::vector<Target> targets;
  for (const Name& name : target_names(experiment)) {
    const InputSpec* spec = find_input(experiment, name.id);
    const Axes axes = axes_of(experiment, name.id);
    const Expected<Fit> fit = fit_of(experiment, tensor, name.id);
    targets.push_back({name.id, name.title,
                       size_word(experiment, spec, true, axes.rows) + " × " +
                           size_word(experiment, spec, false, axes.columns),
                       fit ? "" : fit.error().sentence, fit ? effect_of(axes, *fit) : ""});
  }
  return targets;
}

Expected<PlaceMatrices> placing(const Experiment& experiment, const TensorFile& file, const Tensor& tensor,
                                const Choice& choice) {
  const std::vector<Name> names = target_names(experiment);
  if (std::ranges::find(names, choice.target, &Name::id) == names.end()) {
    return fail(say("There is no matrix called {0} to fill.", in_quotes(choice.target)));
  }
  const std::string what = say("{0} of {1}", in_quotes(tensor.name), in_quotes(file.name));
  const Expected<Fit> fit = fit_of(experiment, tensor, choice.target);
  if (!fit) {
    return fail(say("{0} does not fit {1}: {2}", what, choice.target, fit.error().sentence));
  }
  if (choice.batch < 0 || choice.head < 0 || choice.first_row < 0 || choice.first_column < 0) {
    return fail(say("Batches, heads, rows and columns are counted from 0."));
  }
  Source source = {file.hash,       file.name,          tensor.name,      choice.batch,       choice.head,
                   fit->whole.rows, fit->whole.columns, choice.first_row, choice.first_column};
  const bool is_window = fit->is_window();
  if (is_window) {
    join_windows(experiment, choice.target, source);
  }
  Expected<Matrix<double>> numbers = window_numbers(file, source);
  if (!numbers) {
    return std::unexpected(numbers.error());
  }
  PlaceMatrices place;
  if (axes_of(experiment, choice.target).rows == Size::tokens) {
    place.tokens = window_tokens(file, source, numbers->rows());
  }
  place.matrices.push_back(
      {choice.target, std::move(*numbers), is_window ? std::optional(std::move(source)) : std::nullopt});
  return place;
}

std::string consequences(const Experiment& before, const Experiment& after) {
  std::string text;
  const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
  if (before.token_count() != after.token_count()) {
    const std::string tokens = plural("{0} token", "{0} tokens", after.token_count());
    add(after.token_count() > before.token_count()
            ? say("There are {0} now; matrices that were not given got random rows for the new ones.", tokens)
            : say("There are {0} now; the rows of the others are gone.", tokens));
  }
  if (before.key_width() != after.key_width()) {
    add(say("Q and K are {0} wide now; what was not given is zero in new dimensions.", after.key_width()));
  }
  if (before.value_width() != after.value_width()) {
    add(say("V is {0} wide now; what was not given is zero in new dimensions.", after.value_width()));
  }
  for (const auto& [id, source] : before.sources) {
    if (!after.sources.contains(id) && held_matrix(after, id) != nullptr) {
      add(say("{0} is no window of {1} any more.", id, in_quotes(source.file)));
    }
  }
  return text;
}

}  // namespace lookback::files
