#include "experiment/edit.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/utf8.h"
#include "experiment/preset.h"

namespace lookback {
namespace {

Matrix<double>& matrix_of(Experiment& experiment, InputMatrix which) {
  switch (which) {
    case InputMatrix::q:
      return experiment.inputs.q;
    case InputMatrix::k:
      return experiment.inputs.k;
    case InputMatrix::v:
      break;
  }
  return experiment.inputs.v;
}

Matrix<double> with_width(const Matrix<double>& matrix, int width) {
  Matrix<double> result(matrix.rows(), width);
  for (int r = 0; r < matrix.rows(); ++r) {
    for (int c = 0; c < std::min(width, matrix.columns()); ++c) {
      result(r, c) = matrix(r, c);
    }
  }
  return result;
}

Matrix<double> without_row(const Matrix<double>& matrix, int index) {
  Matrix<double> result(matrix.rows() - 1, matrix.columns());
  for (int r = 0; r < result.rows(); ++r) {
    std::ranges::copy(matrix.row(r < index ? r : r + 1), result.row(r).begin());
  }
  return result;
}

Matrix<double> with_row(const Matrix<double>& matrix, std::span<const double> row) {
  Matrix<double> result(matrix.rows() + 1, matrix.columns());
  for (int r = 0; r < matrix.rows(); ++r) {
    std::ranges::copy(matrix.row(r), result.row(r).begin());
  }
  std::ranges::copy(row, result.row(matrix.rows()).begin());
  return result;
}

Mask without_token(const Mask& mask, int index) {
  if (mask.kind() != Mask::Kind::bits) {
    return mask;
  }
  const int tokens = mask.bits().rows() - 1;
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    for (int key = 0; key < tokens; ++key) {
      bits(query, key) = mask.bits()(query < index ? query : query + 1, key < index ? key : key + 1);
    }
  }
  return Mask::bits(std::move(bits));
}

// A form that the mask rules out gives way to the first one that exists.
void keep_form_possible(Experiment& experiment) {
  if (!form_of(experiment).absent(experiment.mask, experiment.token_count())) {
    return;
  }
  for (const Form& form : mechanism_of(experiment).forms) {
    if (!form.absent(experiment.mask, experiment.token_count())) {
      experiment.form = form.id;
      return;
    }
  }
}

Expected<void> edit(Experiment& experiment, const SetNumber& set) {
  if (const auto checked = check_number(set.value); !checked) {
    return checked;
  }
  matrix_of(experiment, set.matrix)(set.row, set.column) = set.value;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetMask& set) {
  experiment.mask = resized(set.mask, experiment.token_count());
  keep_form_possible(experiment);
  return {};
}

Expected<void> edit(Experiment& experiment, const TogglePair& toggle) {
  Matrix<std::uint8_t> bits = experiment.mask.as_bits(experiment.token_count()).bits();
  std::uint8_t& bit = bits(toggle.query, toggle.key);
  bit = bit == 0 ? 1 : 0;
  experiment.mask = Mask::bits(std::move(bits));
  keep_form_possible(experiment);
  return {};
}

Expected<void> edit(Experiment& experiment, const SetCache& set) {
  experiment.cache = set.on;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetForm& set) {
  const Form* form = find_form(mechanism_of(experiment), set.id);
  if (form == nullptr) {
    return fail("There is no form called " + in_quotes(set.id) + ".");
  }
  if (const auto why = form->absent(experiment.mask, experiment.token_count())) {
    return fail(std::string(*why));
  }
  experiment.form = set.id;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetParameter& set) {
  const ParameterSpec* spec = find_parameter(mechanism_of(experiment), set.id);
  if (spec == nullptr) {
    return fail("There is no parameter called " + in_quotes(set.id) + ".");
  }
  if (!(set.value >= spec->minimum && set.value <= spec->maximum) || set.value != std::floor(set.value)) {
    return fail(std::string(spec->label) + " must be a whole number from " + shortest(spec->minimum) +
                " to " + shortest(spec->maximum) + ".");
  }
  if (set.value == spec->initial) {
    experiment.parameters.erase(set.id);
  } else {
    experiment.parameters[set.id] = set.value;
  }
  return {};
}

Expected<void> edit(Experiment& experiment, const SetPosition& set) {
  if (set.position < 0) {
    return fail("The generation is at its start: there is no earlier step.");
  }
  if (set.position > experiment.token_count()) {
    return fail("All " + plural(experiment.token_count(), "token") +
                " have arrived. Go back, or add a token, to step again.");
  }
  experiment.position = set.position;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetColumns& set) {
  experiment.columns_are_queries = set.are_queries;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetWidth& set) {
  if (set.width < 1 || set.width > largest_width) {
    return fail("The width must be a whole number from 1 to " + std::to_string(largest_width) + ".");
  }
  if (set.matrix == InputMatrix::v) {
    experiment.inputs.v = with_width(experiment.inputs.v, set.width);
  } else {
    experiment.inputs.q = with_width(experiment.inputs.q, set.width);
    experiment.inputs.k = with_width(experiment.inputs.k, set.width);
  }
  return {};
}

Expected<void> edit(Experiment& experiment, const AddToken& add) {
  if (const auto checked = check_token(add.name); !checked) {
    return checked;
  }
  if (experiment.token_count() == largest_tokens) {
    return fail("The board holds at most " + std::to_string(largest_tokens) + " tokens.");
  }
  const int added = experiment.token_count();
  const HeadInputs<double> row =
      random_inputs(1, experiment.key_width(), experiment.value_width(), added + 1);
  experiment.tokens.push_back(add.name);
  experiment.inputs = {with_row(experiment.inputs.q, row.q.row(0)),
                       with_row(experiment.inputs.k, row.k.row(0)),
                       with_row(experiment.inputs.v, row.v.row(0))};
  experiment.mask = resized(experiment.mask, experiment.token_count());
  keep_form_possible(experiment);
  return {};
}

Expected<void> edit(Experiment& experiment, const RenameToken& rename) {
  if (const auto checked = check_token(rename.name); !checked) {
    return checked;
  }
  experiment.tokens[static_cast<std::size_t>(rename.index)] = rename.name;
  return {};
}

Expected<void> edit(Experiment& experiment, const RemoveToken& remove) {
  if (experiment.token_count() == 1) {
    return fail("The last token cannot be removed: the board needs at least one.");
  }
  experiment.tokens.erase(experiment.tokens.begin() + remove.index);
  experiment.inputs = {without_row(experiment.inputs.q, remove.index),
                       without_row(experiment.inputs.k, remove.index),
                       without_row(experiment.inputs.v, remove.index)};
  experiment.mask = without_token(experiment.mask, remove.index);
  if (experiment.position > remove.index) {
    --experiment.position;
  }
  keep_form_possible(experiment);
  return {};
}

Expected<void> edit(Experiment& experiment, const ApplyPreset& preset) {
  Expected<HeadInputs<double>> inputs = preset_inputs(preset.id, experiment.inputs, preset.seed);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  experiment.inputs = std::move(*inputs);
  return {};
}

}  // namespace

Expected<Experiment> apply(const Experiment& experiment, const Edit& change) {
  Experiment next = experiment;
  const Expected<void> done = std::visit([&next](const auto& one) { return edit(next, one); }, change);
  if (!done) {
    return std::unexpected(done.error());
  }
  return next;
}

Expected<void> check_token(const std::string& name) {
  if (name.empty()) {
    return fail("A token needs a name: at least one character.");
  }
  if (!is_utf8(name) || has_control(name)) {
    return fail("A token's name must be readable text (UTF-8) without control characters.");
  }
  if (character_count(name) > longest_token) {
    return fail(in_quotes(name) + " is longer than " + std::to_string(longest_token) +
                " characters, the most that a token's name may have.");
  }
  return {};
}

Expected<void> check_number(double value) {
  if (!(std::abs(value) <= largest_magnitude)) {
    return fail(brief(value) + " is out of range: numbers from −1e9 to 1e9 are accepted.");
  }
  return {};
}

}  // namespace lookback
