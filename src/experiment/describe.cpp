#include "experiment/describe.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "experiment/link.h"

namespace lookback {
namespace {

struct Place {
  int row = -1;
  int column = -1;
};

// The only element in which two matrices of one size differ; row -1 when there are none or several.
Place only_difference(const Matrix<double>& a, const Matrix<double>& b) {
  Place place;
  for (int r = 0; r < a.rows(); ++r) {
    for (int c = 0; c < a.columns(); ++c) {
      if (a(r, c) != b(r, c)) {
        if (place.row >= 0) {
          return {};
        }
        place = {r, c};
      }
    }
  }
  return place;
}

// Studies that are not on the board have no evaluation.
bool is_evaluated(const Evaluation& evaluation) { return !evaluation.generation.run.empty(); }

bool same_size(const Matrix<double>& a, const Matrix<double>& b) {
  return a.rows() == b.rows() && a.columns() == b.columns();
}

// Where the output moved most.
std::string describe_output(const Matrix<double>& before, const Matrix<double>& after) {
  if (!same_size(before, after) || after.rows() == 0) {
    return "";
  }
  Place place;
  double largest = 0;
  for (int r = 0; r < after.rows(); ++r) {
    for (int c = 0; c < after.columns(); ++c) {
      const double change = std::abs(after(r, c) - before(r, c));
      if (change > largest) {
        largest = change;
        place = {r, c};
      }
    }
  }
  if (place.row < 0) {
    return " No output changed.";
  }
  return " Output token " + std::to_string(place.row) + " dimension " + std::to_string(place.column) +
         " changed from " + fixed(before(place.row, place.column), 2) + " to " +
         fixed(after(place.row, place.column), 2) + ".";
}

// "Q token 2 dimension 1", "W row 0 column 3": where a number of a matrix stands.
std::string place_text(const Place& place, bool rows_are_tokens, bool columns_are_tokens) {
  const char* const column =
      columns_are_tokens ? " at token " : (rows_are_tokens ? " dimension " : " column ");
  return (rows_are_tokens ? " token " : " row ") + std::to_string(place.row) + column +
         std::to_string(place.column);
}

std::string describe_inputs(const Experiment& before, const Evaluation& evaluation_before,
                            const Experiment& after, const Evaluation& evaluation_after) {
  if (before.key_width() != after.key_width() || before.value_width() != after.value_width()) {
    return "Width of Q and K " + std::to_string(after.key_width()) + ", of V " +
           std::to_string(after.value_width()) + ".";
  }
  std::vector<std::string> changed;
  std::string only;  // what the one number is that changed
  const auto compare = [&](std::string_view name, const Matrix<double>& was, const Matrix<double>& is,
                           bool rows_are_tokens, bool columns_are_tokens) {
    if (was == is) {
      return;
    }
    changed.emplace_back(name);
    const Place place = same_size(was, is) ? only_difference(was, is) : Place{};
    only = place.row < 0 ? ""
                         : std::string(name) + place_text(place, rows_are_tokens, columns_are_tokens) + ": " +
                               brief(is(place.row, place.column)) + ".";
  };
  compare("Q", before.inputs.q, after.inputs.q, true, false);
  compare("K", before.inputs.k, after.inputs.k, true, false);
  compare("V", before.inputs.v, after.inputs.v, true, false);
  for (const std::span<const InputSpec> specs : {mechanism_of(after).inputs, study_spec_of(after).inputs}) {
    for (const InputSpec& spec : specs) {
      if (spec.optional && before.more.contains(spec.id) != after.more.contains(spec.id)) {
        return std::string(spec.title) +
               (after.more.contains(spec.id) ? " is detached: it no longer follows X."
                                             : " is attached: it follows X again.") +
               describe_output(evaluation_before.output, evaluation_after.output);
      }
      compare(spec.title, input_of(before, spec), input_of(after, spec), spec.rows == Size::tokens,
              spec.columns == Size::tokens);
    }
  }
  if (changed.empty()) {
    return "";
  }
  std::string text;
  for (const std::string& name : changed) {
    text += (text.empty() ? "" : ", ") + name;
  }
  text = changed.size() == 1 && !only.empty() ? only : text + " changed.";
  return text + describe_output(evaluation_before.output, evaluation_after.output);
}

std::string describe_parameter(const ParameterSpec& spec, double value) {
  const std::string label = std::string(spec.label) + ": ";
  if (spec.is_switch) {
    return label + (value != 0 ? "on." : "off.");
  }
  if (!spec.choices.empty()) {
    return label + std::string(spec.choices[static_cast<std::size_t>(value)]) + ".";
  }
  return label +
         (spec.stops.empty() ? shortest(value)
                             : std::string(spec.stops[static_cast<std::size_t>(value - spec.minimum)])) +
         ".";
}

std::string describe_mechanism(const Experiment& before, const Experiment& after) {
  std::string text =
      std::string(mechanism_of(after).title) + ": " + std::string(mechanism_of(after).equation) + ".";
  if (!(before.mask == after.mask)) {
    text += " The mask is now " + mask_text(after.mask) + ", because of the mechanism.";
  }
  return text;
}

std::string mask_title(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "Causal on.";
    case Mask::Kind::none:
      return "Causal off: every query looks at every key.";
    case Mask::Kind::diagonal:
      return "Each query looks at itself only.";
    case Mask::Kind::window:
      return "Window of " + std::to_string(mask.left()) + " keys back and " + std::to_string(mask.right()) +
             " ahead.";
    case Mask::Kind::bits:
      return "Mask made by hand.";
  }
  return "";
}

std::int64_t step_mac(const Evaluation& evaluation, int position) {
  return position == 0 ? 0 : evaluation.generation.run[static_cast<std::size_t>(position - 1)].mac;
}

std::string describe_position(const Experiment& after, const Evaluation& evaluation) {
  if (after.position == 0) {
    return "No token has arrived yet.";
  }
  const std::string token =
      "Token " + std::to_string(after.position) + " of " + std::to_string(after.token_count()) + ".";
  return !is_evaluated(evaluation)
             ? token
             : token + " This step " +
                   plural("{0} multiply–add", "{0} multiply–adds", step_mac(evaluation, after.position)) +
                   ", the run " + grouped(run_cost(evaluation.generation.run, after.position).mac) + ".";
}

std::string describe_cache(const Experiment& before, const Evaluation& evaluation_before,
                           const Experiment& after, const Evaluation& evaluation_after) {
  std::string text = std::string(mechanism_of(after).state_title) + (after.cache ? " on." : " off.");
  if (!is_evaluated(evaluation_after)) {
    return text;
  }
  if (!evaluation_after.generation.note.empty()) {
    return text + " " + evaluation_after.generation.note;
  }
  return text + " This step: " +
         plural("{0} multiply–add", "{0} multiply–adds", step_mac(evaluation_after, after.position)) +
         " instead of " + grouped(step_mac(evaluation_before, before.position)) + ".";
}

std::string describe_tokens(const Experiment& before, const Experiment& after) {
  if (before.token_count() != after.token_count()) {
    return plural("{0} token", "{0} tokens", after.token_count()) + ".";
  }
  for (int i = 0; i < after.token_count(); ++i) {
    const auto index = static_cast<std::size_t>(i);
    if (before.tokens[index] != after.tokens[index]) {
      return "Token " + std::to_string(i) + " is now “" + after.tokens[index] + "”.";
    }
  }
  return "";
}

}  // namespace

std::string describe_change(const Experiment& before, const Evaluation& evaluation_before,
                            const Experiment& after, const Evaluation& evaluation_after) {
  if (const StudySpec& study = study_spec_of(after); study.describe_change != nullptr) {
    if (std::string said = study.describe_change(before, after); !said.empty()) {
      return said;
    }
  }
  if (before.tokens != after.tokens) {
    return describe_tokens(before, after);
  }
  if (before.mechanism != after.mechanism) {
    return describe_mechanism(before, after);
  }
  if (!(before.mask == after.mask)) {
    std::string text = mask_title(after.mask);
    if (is_evaluated(evaluation_after)) {
      text += " " + grouped(evaluation_after.masked_pairs) + " of " +
              plural("{0} score", "{0} scores", std::int64_t{after.position} * after.position) + " masked.";
    }
    if (before.form != after.form) {
      text += " The form is now " + std::string(form_of(after).title) + ", because of the mask.";
    }
    for (const int row : evaluation_after.empty_rows) {
      text += " Query " + std::to_string(row) + " may look at nothing: its output is zero.";
    }
    return text;
  }
  if (before.cache != after.cache) {
    return describe_cache(before, evaluation_before, after, evaluation_after);
  }
  if (before.form != after.form) {
    return "Form: " + std::string(form_of(after).title) + ". " + std::string(form_of(after).meaning);
  }
  for (const std::span<const ParameterSpec> specs :
       {mechanism_of(after).parameters, study_spec_of(after).parameters}) {
    for (const ParameterSpec& spec : specs) {
      const double value = parameter_of(after, spec.id);
      if (value != parameter_of(before, spec.id)) {
        return describe_parameter(spec, value) +
               describe_output(evaluation_before.output, evaluation_after.output);
      }
    }
  }
  if (before.columns_are_queries != after.columns_are_queries) {
    return after.columns_are_queries ? "Columns are queries, rows are keys."
                                     : "Rows are queries, columns are keys.";
  }
  const std::string inputs = describe_inputs(before, evaluation_before, after, evaluation_after);
  if (!inputs.empty()) {
    return inputs;
  }
  return before.position != after.position ? describe_position(after, evaluation_after) : "";
}

std::string describe(const Experiment& experiment) {
  return std::string(mechanism_of(experiment).title) + ", mask " + mask_text(experiment.mask) + ", " +
         plural("{0} token", "{0} tokens", experiment.token_count()) + ", Q and K " +
         std::to_string(experiment.key_width()) + " wide, V " + std::to_string(experiment.value_width()) +
         " wide.";
}

}  // namespace lookback
