#include "experiment/edit.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit_place.h"
#include "experiment/matrix_edits.h"
#include "experiment/preset.h"

namespace lookback {
namespace {

Mask without_token(const Mask& mask, int index) {
  if (mask.kind() != Mask::Kind::bits) {
    return mask;
  }
  return Mask::bits(without_index(mask.bits(), index, index));
}

// What is as the spec says is not edited: links leave it out.
void forget_unedited(Experiment& experiment) {
  std::erase_if(experiment.more, [&](const auto& edited) {
    return edited.second.rows() == 0 ||
           (!experiment.sources.contains(edited.first) &&
            edited.second == start_matrix(*find_input(experiment, edited.first), experiment.token_count(),
                                          experiment.key_width(), experiment.value_width()));
  });
}

// A form that no longer exists gives way to the first one that does. An error when there is none.
Expected<void> keep_form_possible(Experiment& experiment) {
  const Setting setting = setting_of(experiment);
  if (!form_of(experiment).absent(setting)) {
    return {};
  }
  const Mechanism& mechanism = mechanism_of(experiment);
  if (const Refusal why = refusal(mechanism, setting)) {
    return fail(say("{0}: {1}", say(mechanism.title), say(*why)));
  }
  experiment.form =
      std::ranges::find_if(mechanism.forms, [&](const Form& form) { return !form.absent(setting); })->id;
  return {};
}

// Q, K or V where the mechanism computes it: with one number all that have arrived are given by hand.
Expected<void> give(Experiment& experiment, const SetNumber& set) {
  const Mechanism& mechanism = mechanism_of(experiment);
  const Trace trace =
      mechanism.trace(inputs_of(experiment, experiment.position), experiment.mask, experiment.parameters);
  Matrix<double> numbers = set.matrix == "Q"   ? trace.projected->q
                           : set.matrix == "K" ? trace.projected->k
                                               : trace.projected->v;
  if (set.row >= numbers.rows()) {
    return fail(say("Token {0} has not arrived yet: there is no number to change.", set.row));
  }
  const InputSpec& spec = *mechanism.given(set.matrix, experiment.parameters);
  numbers(set.row, set.column) = set.value;
  if (const auto before = experiment.more.find(spec.id);
      before != experiment.more.end() && before->second.columns() == numbers.columns()) {
    for (int row = numbers.rows(); row < before->second.rows(); ++row) {  // given while more had arrived
      numbers = with_row(numbers, before->second.row(row));
    }
  }
  experiment.more[std::string(spec.id)] = std::move(numbers);
  return {};
}

Expected<void> edit(Experiment& experiment, const SetNumber& set) {
  if (const InputSpec* spec = find_input(experiment, set.matrix)) {
    if (const auto checked = check_number(*spec, set.value); !checked) {
      return checked;
    }
    Matrix<double> matrix = input_of(experiment, *spec);
    if (set.row >= matrix.rows() || set.column >= matrix.columns()) {
      return fail(say("{0} has no such number.", say(spec->title)));
    }
    matrix(set.row, set.column) = set.value;
    experiment.more[set.matrix] = std::move(matrix);
    return {};
  }
  if (const auto checked = check_number(set.value); !checked) {
    return checked;
  }
  const Reads& reads = mechanism_of(experiment).reads;
  const bool is_read = set.matrix == "Q" ? reads.q : (set.matrix == "K" ? reads.k : reads.v);
  if (!is_read && mechanism_of(experiment).given != nullptr) {
    return give(experiment, set);
  }
  Matrix<double>& matrix = set.matrix == "Q"   ? experiment.inputs.q
                           : set.matrix == "K" ? experiment.inputs.k
                                               : experiment.inputs.v;
  matrix(set.row, set.column) = set.value;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetMask& set) {
  experiment.mask = resized(set.mask, experiment.token_count());
  return keep_form_possible(experiment);
}

Expected<void> edit(Experiment& experiment, const TogglePair& toggle) {
  Matrix<std::uint8_t> bits = experiment.mask.as_bits(experiment.token_count()).bits();
  std::uint8_t& bit = bits(toggle.query, toggle.key);
  bit = bit == 0 ? 1 : 0;
  experiment.mask = Mask::bits(std::move(bits));
  return keep_form_possible(experiment);
}

Expected<void> edit(Experiment& experiment, const SetCache& set) {
  experiment.cache = set.on;
  return {};
}

// What the two mechanisms have in common is kept; a mask that the new one does not have becomes causal.
Expected<void> edit(Experiment& experiment, const SetMechanism& set) {
  const Mechanism* mechanism = find_mechanism(set.id);
  if (mechanism == nullptr) {
    return fail(say("There is no mechanism called {0}.", in_quotes(set.id)));
  }
  experiment.mechanism = mechanism->id;
  if (find_form(*mechanism, experiment.form) == nullptr) {
    experiment.form = mechanism->forms.front().id;
  }
  std::erase_if(experiment.parameters, [&](const auto& entry) {
    const ParameterSpec* spec = find_parameter(*mechanism, entry.first);
    return spec == nullptr || !check_parameter(*spec, entry.second) || entry.second == spec->initial;
  });
  std::erase_if(experiment.more,
                [&](const auto& entry) { return find_input(experiment, entry.first) == nullptr; });
  resize_inputs(experiment);
  if (refusal(*mechanism, setting_of(experiment))) {
    experiment.mask = Mask::causal();
  }
  return keep_form_possible(experiment);
}

Expected<void> edit(Experiment& experiment, const SetForm& set) {
  const Form* form = find_form(mechanism_of(experiment), set.id);
  if (form == nullptr) {
    return fail(say("There is no form called {0}.", in_quotes(set.id)));
  }
  if (const auto why = form->absent(setting_of(experiment))) {
    return fail(say(*why));
  }
  experiment.form = set.id;
  return {};
}

Expected<void> edit(Experiment& experiment, const SetParameter& set) {
  const ParameterSpec* spec = find_parameter(experiment, set.id);
  if (spec == nullptr) {
    return fail(say("There is no parameter called {0}.", in_quotes(set.id)));
  }
  if (const auto checked = check_parameter(*spec, set.value); !checked) {
    return checked;
  }
  const bool own = find_parameter(mechanism_of(experiment), set.id) == nullptr;
  Parameters& parameters = own ? experiment.study_parameters : experiment.parameters;
  if (set.value == spec->initial) {
    parameters.erase(set.id);
  } else {
    parameters[set.id] = set.value;
  }
  return keep_form_possible(experiment);
}

Expected<void> edit(Experiment& experiment, const SetPosition& set) {
  if (set.position < 0) {
    return fail(say("The generation is at its start: there is no earlier step."));
  }
  if (set.position > experiment.token_count()) {
    return fail(say("All {0} have arrived. Go back, or add a token, to step again.",
                    plural("{0} token", "{0} tokens", experiment.token_count())));
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
    return fail(say("The width must be a whole number from 1 to {0}.", largest_width));
  }
  if (set.of_values) {
    experiment.inputs.v = with_width(experiment.inputs.v, set.width);
  } else {
    experiment.inputs.q = with_width(experiment.inputs.q, set.width);
    experiment.inputs.k = with_width(experiment.inputs.k, set.width);
  }
  resize_inputs(experiment);
  return keep_form_possible(experiment);
}

Expected<void> edit(Experiment& experiment, const AddToken& add) {
  if (const auto checked = check_token(add.name); !checked) {
    return checked;
  }
  if (experiment.token_count() == largest_tokens) {
    return fail(say("The board holds at most {0} tokens.", largest_tokens));
  }
  const int added = experiment.token_count();
  const HeadInputs<double> row =
      random_inputs(1, experiment.key_width(), experiment.value_width(), added + 1);
  experiment.tokens.push_back(add.name);
  experiment.inputs = {with_row(experiment.inputs.q, row.q.row(0)),
                       with_row(experiment.inputs.k, row.k.row(0)),
                       with_row(experiment.inputs.v, row.v.row(0)),
                       {}};
  resize_inputs(experiment);
  experiment.mask = resized(experiment.mask, experiment.token_count());
  return keep_form_possible(experiment);
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
    return fail(say("The last token cannot be removed: the board needs at least one."));
  }
  experiment.tokens.erase(experiment.tokens.begin() + remove.index);
  experiment.inputs = {without_row(experiment.inputs.q, remove.index),
                       without_row(experiment.inputs.k, remove.index),
                       without_row(experiment.inputs.v, remove.index),
                       {}};
  for (auto& [id, matrix] : experiment.more) {
    const InputSpec& spec = *find_input(experiment, id);
    const bool has_row = spec.rows == Size::tokens && remove.index < matrix.rows();
    matrix =
        without_index(matrix, has_row ? remove.index : -1, spec.columns == Size::tokens ? remove.index : -1);
  }
  experiment.mask = without_token(experiment.mask, remove.index);
  if (experiment.position > remove.index) {
    --experiment.position;
  }
  return keep_form_possible(experiment);
}

Expected<void> edit(Experiment& experiment, const ApplyPreset& preset) {
  Expected<HeadInputs<double>> inputs = preset_inputs(preset.id, experiment.inputs, preset.seed);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  experiment.inputs = std::move(*inputs);
  return {};
}

Expected<void> edit(Experiment& experiment, const PlaceMatrices& place) {
  const Expected<void> placed = place_matrices(experiment, place);
  return placed ? keep_form_possible(experiment) : placed;
}

Expected<void> edit(Experiment& experiment, const CopyWindows& /*copy*/) {
  experiment.sources.clear();
  return {};
}

}  // namespace

Expected<Experiment> apply(const Experiment& experiment, const Edit& change) {
  Experiment next = experiment;
  const Expected<void> done = std::visit([&next](const auto& one) { return edit(next, one); }, change);
  if (!done) {
    return std::unexpected(done.error());
  }
  forget_unedited(next);
  if (const auto kept = keep_sources(experiment, next, change); !kept) {
    return std::unexpected(kept.error());
  }
  if (const StudySpec& study = study_spec_of(next); study.settle != nullptr) {
    if (const std::optional<Misfit> misfit = study.settle(experiment, next)) {
      return fail(misfit->sentence);
    }
  }
  return next;
}

}  // namespace lookback
