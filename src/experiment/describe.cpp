#include "experiment/describe.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
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
    return say("No output changed.");
  }
  return say("Output token {0} dimension {1} changed from {2} to {3}.", place.row, place.column,
             fixed(before(place.row, place.column), 2), fixed(after(place.row, place.column), 2));
}

// What was said, and behind it what comes of it, which may be nothing.
std::string followed_by(const std::string& text, const std::string& more) {
  return text + (more.empty() ? "" : " ") + more;
}

// "Q token 2 dimension 1: 0.5.", "W row 0 column 3: 0.5.": where a number of a matrix stands.
std::string number_text(std::string_view name, const Place& place, const std::string& number,
                        bool rows_are_tokens, bool columns_are_tokens) {
  if (rows_are_tokens) {
    return columns_are_tokens
               ? say("{0} token {1} at token {2}: {3}.", name, place.row, place.column, number)
               : say("{0} token {1} dimension {2}: {3}.", name, place.row, place.column, number);
  }
  return columns_are_tokens ? say("{0} row {1} at token {2}: {3}.", name, place.row, place.column, number)
                            : say("{0} row {1} column {2}: {3}.", name, place.row, place.column, number);
}

std::string describe_inputs(const Experiment& before, const Evaluation& evaluation_before,
                            const Experiment& after, const Evaluation& evaluation_after) {
  if (before.key_width() != after.key_width() || before.value_width() != after.value_width()) {
    return say("Width of Q and K {0}, of V {1}.", after.key_width(), after.value_width());
  }
  std::vector<std::string> changed;
  std::string only;  // what the one number is that changed
  const auto compare = [&](const std::string& name, const Matrix<double>& was, const Matrix<double>& is,
                           bool rows_are_tokens, bool columns_are_tokens) {
    if (was == is) {
      return;
    }
    changed.push_back(name);
    const Place place = same_size(was, is) ? only_difference(was, is) : Place{};
    only = place.row < 0 ? ""
                         : number_text(name, place, brief(is(place.row, place.column)), rows_are_tokens,
                                       columns_are_tokens);
  };
  compare("Q", before.inputs.q, after.inputs.q, true, false);
  compare("K", before.inputs.k, after.inputs.k, true, false);
  compare("V", before.inputs.v, after.inputs.v, true, false);
  for (const std::span<const InputSpec> specs : {mechanism_of(after).inputs, study_spec_of(after).inputs}) {
    for (const InputSpec& spec : specs) {
      if (spec.optional && before.more.contains(spec.id) != after.more.contains(spec.id)) {
        const std::string title = say(spec.title);
        return followed_by(after.more.contains(spec.id)
                               ? say("{0} is detached: it no longer follows X.", title)
                               : say("{0} is attached: it follows X again.", title),
                           describe_output(evaluation_before.output, evaluation_after.output));
      }
      compare(say(spec.title), input_of(before, spec), input_of(after, spec), spec.rows == Size::tokens,
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
  return followed_by(changed.size() == 1 && !only.empty() ? only : say("{0} changed.", text),
                     describe_output(evaluation_before.output, evaluation_after.output));
}

std::string describe_parameter(const ParameterSpec& spec, double value) {
  const std::string label = say(spec.label);
  if (spec.is_switch) {
    return value != 0 ? say("{0}: on.", label) : say("{0}: off.", label);
  }
  const std::string is = !spec.choices.empty() ? say(spec.choices[static_cast<std::size_t>(value)])
                         : spec.stops.empty()
                             ? shortest(value)
                             : say(spec.stops[static_cast<std::size_t>(value - spec.minimum)]);
  return say("{0}: {1}.", label, is);
}

// The mask as links write it.
std::string describe_mechanism(const Experiment& before, const Experiment& after) {
  const std::string text = say("{0}: {1}.", say(mechanism_of(after).title), mechanism_of(after).equation);
  return before.mask == after.mask ? text
                                   : followed_by(text, say("The mask is now {0}, because of the mechanism.",
                                                           mask_text(after.mask)));
}

std::string mask_title(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return say("Causal on.");
    case Mask::Kind::none:
      return say("Causal off: every query looks at every key.");
    case Mask::Kind::diagonal:
      return say("Each query looks at itself only.");
    case Mask::Kind::window:
      return say("Window of {0} keys back and {1} ahead.", mask.left(), mask.right());
    case Mask::Kind::bits:
      return say("Mask made by hand.");
  }
  return "";
}

std::int64_t step_mac(const Evaluation& evaluation, int position) {
  return position == 0 ? 0 : evaluation.generation.run[static_cast<std::size_t>(position - 1)].mac;
}

std::string describe_position(const Experiment& after, const Evaluation& evaluation) {
  if (after.position == 0) {
    return say("No token has arrived yet.");
  }
  const std::string token = say("Token {0} of {1}.", after.position, after.token_count());
  return !is_evaluated(evaluation)
             ? token
             : followed_by(token, say("This step {0}, the run {1}.",
                                      plural("{0} multiply–add", "{0} multiply–adds",
                                             step_mac(evaluation, after.position)),
                                      grouped(run_cost(evaluation.generation.run, after.position).mac)));
}

std::string describe_cache(const Experiment& before, const Evaluation& evaluation_before,
                           const Experiment& after, const Evaluation& evaluation_after) {
  const std::string title = say(mechanism_of(after).state_title);
  const std::string text = after.cache ? say("{0} on.", title) : say("{0} off.", title);
  if (!is_evaluated(evaluation_after)) {
    return text;
  }
  if (!evaluation_after.generation.note.empty()) {
    return followed_by(text, evaluation_after.generation.note);
  }
  return followed_by(
      text, say("This step: {0} instead of {1}.",
                plural("{0} multiply–add", "{0} multiply–adds", step_mac(evaluation_after, after.position)),
                grouped(step_mac(evaluation_before, before.position))));
}

std::string describe_tokens(const Experiment& before, const Experiment& after) {
  if (before.token_count() != after.token_count()) {
    return plural("{0} token.", "{0} tokens.", after.token_count());
  }
  for (int i = 0; i < after.token_count(); ++i) {
    const auto index = static_cast<std::size_t>(i);
    if (before.tokens[index] != after.tokens[index]) {
      return say("Token {0} is now “{1}”.", i, after.tokens[index]);
    }
  }
  return "";
}

}  // namespace

std::string describe_change(const Experiment& before, const Evaluation& evaluation_before,
                            const Experiment& after, const Evaluation& evaluation_after) {
  if (const StudySpec& study = study_spec_of(after); study.describe_change != nullptr) {
    if (std::string change = study.describe_change(before, after); !change.empty()) {
      return change;
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
      text = followed_by(
          text, say("{0} of {1} masked.", grouped(evaluation_after.masked_pairs),
                    plural("{0} score", "{0} scores", std::int64_t{after.position} * after.position)));
    }
    if (before.form != after.form) {
      text = followed_by(text, say("The form is now {0}, because of the mask.", say(form_of(after).title)));
    }
    for (const int row : evaluation_after.empty_rows) {
      text = followed_by(text, say("Query {0} may look at nothing: its output is zero.", row));
    }
    return text;
  }
  if (before.cache != after.cache) {
    return describe_cache(before, evaluation_before, after, evaluation_after);
  }
  if (before.form != after.form) {
    return say("Form: {0}. {1}", say(form_of(after).title), say(form_of(after).meaning));
  }
  for (const std::span<const ParameterSpec> specs :
       {mechanism_of(after).parameters, study_spec_of(after).parameters}) {
    for (const ParameterSpec& spec : specs) {
      const double value = parameter_of(after, spec.id);
      if (value != parameter_of(before, spec.id)) {
        return followed_by(describe_parameter(spec, value),
                           describe_output(evaluation_before.output, evaluation_after.output));
      }
    }
  }
  if (before.columns_are_queries != after.columns_are_queries) {
    return after.columns_are_queries ? say("Columns are queries, rows are keys.")
                                     : say("Rows are queries, columns are keys.");
  }
  const std::string inputs = describe_inputs(before, evaluation_before, after, evaluation_after);
  if (!inputs.empty()) {
    return inputs;
  }
  return before.position != after.position ? describe_position(after, evaluation_after) : "";
}

std::string describe(const Experiment& experiment) {
  return say("{0}, mask {1}, {2}, Q and K {3} wide, V {4} wide.", say(mechanism_of(experiment).title),
             mask_text(experiment.mask), plural("{0} token", "{0} tokens", experiment.token_count()),
             experiment.key_width(), experiment.value_width());
}

}  // namespace lookback
