#include "experiment/link.h"

#include "base/format.h"
#include "base/percent.h"
#include "experiment/edit.h"
#include "experiment/link_checksum.h"
#include "experiment/link_fields.h"

namespace lookback {
namespace {

// A choice is written by its name.
Expected<double> read_parameter(const ParameterSpec& spec, std::string_view text) {
  if (spec.choices.empty()) {
    return read_number(text);
  }
  std::string known;
  for (std::size_t i = 0; i < spec.choices.size(); ++i) {
    if (spec.choices[i] == text) {
      return static_cast<double>(i);
    }
    known += (known.empty() ? "" : ", ") + std::string(spec.choices[i]);
  }
  return fail(in_quotes(text) + " must be one of: " + known + ".");
}

std::string parameter_text(const ParameterSpec& spec, double value) {
  return spec.choices.empty() ? shortest(value)
                              : percent_encode(spec.choices[static_cast<std::size_t>(value)]);
}

Expected<void> read_parameters(const LinkFields& fields, std::span<const ParameterSpec> specs,
                               Parameters& parameters) {
  for (const ParameterSpec& spec : specs) {
    const auto found = fields.find(spec.id);
    if (found == fields.end()) {
      continue;
    }
    const Expected<std::string> text = percent_decode(found->second, spec.id);
    const Expected<double> value = text ? read_parameter(spec, *text) : std::unexpected(text.error());
    if (!value) {
      return fail(std::string(spec.id) + ": " + value.error().sentence);
    }
    if (const auto checked = check_parameter(spec, *value); !checked) {
      return fail(std::string(spec.id) + ": " + checked.error().sentence);
    }
    if (*value != spec.initial) {
      parameters[std::string(spec.id)] = *value;
    } else {
      parameters.erase(std::string(spec.id));
    }
  }
  return {};
}

Error not_one_of(std::string_view key, const std::string& id, const auto& known) {
  std::string names;
  for (const auto& one : known) {
    names += (names.empty() ? "" : ", ");
    if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(one)>>) {
      names += one->id;
    } else {
      names += one.id;
    }
  }
  return {std::string(key) + " is " + in_quotes(id) + ", but must be one of: " + names + "."};
}

Expected<void> read_mechanism(const LinkFields& fields, Experiment& experiment) {
  if (fields.contains("mechanism")) {
    const Expected<std::string> id = decoded(fields, "mechanism", "");
    if (!id) {
      return std::unexpected(id.error());
    }
    const Mechanism* mechanism = find_mechanism(*id);
    if (mechanism == nullptr) {
      return std::unexpected(not_one_of("mechanism", *id, mechanisms()));
    }
    experiment.mechanism = mechanism->id;
    experiment.form = mechanism->forms.front().id;
  }
  const Mechanism& mechanism = mechanism_of(experiment);
  const Expected<std::string> form = decoded(fields, "form", experiment.form);
  if (!form) {
    return std::unexpected(form.error());
  }
  if (find_form(mechanism, *form) == nullptr) {
    return std::unexpected(not_one_of("form", *form, mechanism.forms));
  }
  experiment.form = *form;
  return read_parameters(fields, mechanism.parameters, experiment.parameters);
}

// A link that names its mechanism says everything itself; a shorter one changes what its study begins with.
Expected<Experiment> beginning(const LinkFields& fields) {
  const Expected<std::string> id = decoded(fields, "study", study_specs().front()->id);
  if (!id) {
    return std::unexpected(id.error());
  }
  const StudySpec* study = find_study_spec(*id);
  if (study == nullptr) {
    return std::unexpected(not_one_of("study", *id, study_specs()));
  }
  Experiment experiment = fields.contains("mechanism") ? start_experiment() : start_of(*study);
  experiment.study = study->id;
  return experiment;
}

Expected<void> check_version(const LinkFields& fields) {
  const Expected<std::string> version = decoded(fields, "version", std::to_string(link_version));
  if (!version) {
    return std::unexpected(version.error());
  }
  if (*version != std::to_string(link_version)) {
    return fail("version is " + in_quotes(*version) + ", but this page reads version " +
                std::to_string(link_version) + ".");
  }
  return {};
}

// What follows the # of an address. A # that a key and its = precede is no address' but stands where
// something else stood.
std::string_view fragment_of(std::string_view link) {
  const std::size_t hash = link.find('#');
  const std::string_view address = link.substr(0, hash);
  const bool is_address = hash != std::string_view::npos && address.find('=') >= address.find('?');
  return is_address ? link.substr(hash + 1) : link;
}

Expected<LinkFields> fields_of(std::string_view link) {
  if (link.size() > longest_link) {
    return fail("The link is longer than a million characters, the most that is read.");
  }
  const std::string_view fragment = fragment_of(link);
  if (const auto fits = check_checksum(fragment); !fits) {
    return std::unexpected(fits.error());
  }
  return read_fields(fragment);
}

std::string matrix_text(const Matrix<double>& matrix) {
  std::string text;
  for (int r = 0; r < matrix.rows(); ++r) {
    for (int c = 0; c < matrix.columns(); ++c) {
      text += c > 0 ? "," : r > 0 ? ";" : "";
      text += percent_encode(shortest(matrix(r, c)));  // the + of 1e+20
    }
  }
  return text;
}

}  // namespace

std::string mask_text(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "causal";
    case Mask::Kind::none:
      return "none";
    case Mask::Kind::diagonal:
      return "diagonal";
    case Mask::Kind::window:
      return "window:" + std::to_string(mask.left()) + "," + std::to_string(mask.right());
    case Mask::Kind::bits:
      break;
  }
  std::string text = "bits:";
  for (int query = 0; query < mask.bits().rows(); ++query) {
    text += query > 0 ? ";" : "";
    for (int key = 0; key < mask.bits().columns(); ++key) {
      text += mask.visible(query, key) ? '1' : '0';
    }
  }
  return text;
}

Experiment start_of(const StudySpec& study) {
  if (study.start.empty()) {
    Experiment start = start_experiment();
    start.study = study.id;
    return start;
  }
  const Expected<Experiment> start =
      from_link("study=" + std::string(study.id) + "&" + std::string(study.start));
  LOOKBACK_ASSERT(start.has_value());
  return *start;
}

std::string to_link(const Experiment& experiment) {
  std::string link = "version=" + std::to_string(link_version);
  if (experiment.study != study_specs().front()->id) {
    link += "&study=" + experiment.study;
  }
  link += "&mechanism=" + experiment.mechanism + "&form=" + experiment.form;
  for (const Parameters* parameters : {&experiment.parameters, &experiment.study_parameters}) {
    for (const auto& [id, value] : *parameters) {
      link += "&" + id + "=" + parameter_text(*find_parameter(experiment, id), value);
    }
  }
  link += "&mask=" + mask_text(experiment.mask) + "&cache=" + (experiment.cache ? "1" : "0");
  if (experiment.columns_are_queries) {
    link += "&columns=queries";
  }
  link += "&tokens=";
  for (int i = 0; i < experiment.token_count(); ++i) {
    link += (i > 0 ? "," : "") + percent_encode(experiment.tokens[static_cast<std::size_t>(i)]);
  }
  link += "&Q=" + matrix_text(experiment.inputs.q) + "&K=" + matrix_text(experiment.inputs.k) +
          "&V=" + matrix_text(experiment.inputs.v);
  for (const auto& [id, matrix] : experiment.more) {
    link += "&" + id + "=" + matrix_text(matrix);
  }
  return with_checksum(link + "&position=" + std::to_string(experiment.position));
}

LinkSubject subject_of(std::string_view link) {
  const Expected<LinkFields> fields = fields_of(link);
  const auto said = [&](std::string_view key, std::string usual) {
    return fields ? decoded(*fields, key, usual).value_or(usual) : usual;
  };
  return {said("study", std::string(study_specs().front()->id)),
          said("mechanism", start_experiment().mechanism)};
}

Expected<Experiment> from_link(std::string_view link) {
  const Expected<LinkFields> fields = fields_of(link);
  if (!fields) {
    return std::unexpected(fields.error());
  }
  if (const auto done = check_version(*fields); !done) {
    return std::unexpected(done.error());
  }
  Expected<Experiment> begun = beginning(*fields);
  if (!begun) {
    return std::unexpected(begun.error());
  }
  Experiment experiment = std::move(*begun);
  if (const auto done = read_mechanism(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  const StudySpec& study = study_spec_of(experiment);
  const int tokens_before = experiment.token_count();
  if (const auto done = read_parameters(*fields, study.parameters, experiment.study_parameters); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_inputs(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_own_inputs(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (fields->contains("mask")) {
    Expected<Mask> mask = read_mask(*fields, experiment.token_count());
    if (!mask) {
      return std::unexpected(mask.error());
    }
    experiment.mask = std::move(*mask);
  } else {
    experiment.mask = resized(experiment.mask, experiment.token_count());
  }
  if (const auto why = form_of(experiment).absent(setting_of(experiment))) {
    return fail("form is " + in_quotes(experiment.form) + " with mask " +
                in_quotes(mask_text(experiment.mask)) + ". " + std::string(*why));
  }
  const Expected<bool> cache = read_switch(*fields, "cache", experiment.cache);
  if (!cache) {
    return std::unexpected(cache.error());
  }
  experiment.cache = *cache;
  const Expected<std::string> columns =
      decoded(*fields, "columns", experiment.columns_are_queries ? "queries" : "keys");
  if (!columns) {
    return std::unexpected(columns.error());
  }
  if (*columns != "keys" && *columns != "queries") {
    return fail("columns is " + in_quotes(*columns) + ", but must be keys or queries.");
  }
  experiment.columns_are_queries = *columns == "queries";
  const int tokens = experiment.token_count();
  const int usual = tokens == tokens_before ? experiment.position : tokens;
  const Expected<std::string> position = decoded(*fields, "position", std::to_string(usual));
  const Expected<int> arrived =
      position ? parse_whole(*position, "position", 0, tokens) : std::unexpected(position.error());
  if (!arrived) {
    return std::unexpected(arrived.error());
  }
  experiment.position = *arrived;
  return experiment;
}

}  // namespace lookback
