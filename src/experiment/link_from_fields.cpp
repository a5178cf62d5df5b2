#include "base/format.h"
#include "base/percent.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "experiment/link.h"
#include "experiment/link_fields.h"
#include "experiment/link_sources.h"
#include "experiment/sources.h"

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
  return fail(say("{0} must be one of: {1}.", in_quotes(text), known));
}

Read<void> read_parameters(const LinkFields& fields, std::span<const ParameterSpec> specs,
                           Parameters& parameters) {
  for (const ParameterSpec& spec : specs) {
    const auto found = fields.find(spec.id);
    if (found == fields.end()) {
      continue;
    }
    const Expected<std::string> text = percent_decode(found->second, spec.id);
    const Expected<double> value = text ? read_parameter(spec, *text) : std::unexpected(text.error());
    if (!value) {
      return fault(spec.id, say("{0}: {1}", spec.id, value.error().sentence));
    }
    if (const auto checked = check_parameter(spec, *value); !checked) {
      return fault(spec.id, say("{0}: {1}", spec.id, checked.error().sentence));
    }
    if (*value != spec.initial) {
      parameters[std::string(spec.id)] = *value;
    } else {
      parameters.erase(std::string(spec.id));
    }
  }
  return {};
}

std::unexpected<LinkFault> not_one_of(std::string_view key, const std::string& id, const auto& known) {
  std::string names;
  for (const auto& one : known) {
    names += (names.empty() ? "" : ", ");
    if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(one)>>) {
      names += one->id;
    } else {
      names += one.id;
    }
  }
  return fault(key, say("{0} is {1}, but must be one of: {2}.", key, in_quotes(id), names));
}

Read<void> read_mechanism(const LinkFields& fields, Experiment& experiment) {
  if (fields.contains("mechanism")) {
    const Read<std::string> id = decoded(fields, "mechanism", "");
    if (!id) {
      return std::unexpected(id.error());
    }
    const Mechanism* mechanism = find_mechanism(*id);
    if (mechanism == nullptr) {
      return not_one_of("mechanism", *id, mechanisms());
    }
    experiment.mechanism = mechanism->id;
    experiment.form = mechanism->forms.front().id;
  }
  const Mechanism& mechanism = mechanism_of(experiment);
  const Read<std::string> form = decoded(fields, "form", experiment.form);
  if (!form) {
    return std::unexpected(form.error());
  }
  if (find_form(mechanism, *form) == nullptr) {
    return not_one_of("form", *form, mechanism.forms);
  }
  experiment.form = *form;
  return read_parameters(fields, mechanism.parameters, experiment.parameters);
}

// A link that names its mechanism says everything itself; a shorter one changes what its study begins with.
Read<Experiment> beginning(const LinkFields& fields) {
  const Read<std::string> id = decoded(fields, "study", study_specs().front()->id);
  if (!id) {
    return std::unexpected(id.error());
  }
  const StudySpec* study = find_study_spec(*id);
  if (study == nullptr) {
    return not_one_of("study", *id, study_specs());
  }
  Experiment experiment = fields.contains("mechanism") ? start_experiment() : start_of(*study);
  experiment.study = study->id;
  return experiment;
}

Read<void> check_version(const LinkFields& fields) {
  const Read<std::string> version = decoded(fields, "version", std::to_string(link_version));
  if (!version) {
    return std::unexpected(version.error());
  }
  if (*version != std::to_string(link_version)) {
    return fault("version",
                 say("version is {0}, but this page reads version {1}.", in_quotes(*version), link_version));
  }
  return {};
}

// Whether a generation keeps its state, and how the board lies.
Read<void> read_view(const LinkFields& fields, Experiment& experiment) {
  const Read<bool> cache = read_switch(fields, "cache", experiment.cache);
  if (!cache) {
    return std::unexpected(cache.error());
  }
  experiment.cache = *cache;
  const Read<std::string> columns =
      decoded(fields, "columns", experiment.columns_are_queries ? "queries" : "keys");
  if (!columns) {
    return std::unexpected(columns.error());
  }
  if (*columns != "keys" && *columns != "queries") {
    return fault("columns", say("columns is {0}, but must be keys or queries.", in_quotes(*columns)));
  }
  experiment.columns_are_queries = *columns == "queries";
  return {};
}

}  // namespace

Read<Experiment> from_fields(const LinkFields& written, const SourceNumbers* files) {
  LinkFields fields = written;
  Read<Sources> sources = take_sources(fields, files);
  if (!sources) {
    return std::unexpected(sources.error());
  }
  if (const auto done = check_version(fields); !done) {
    return std::unexpected(done.error());
  }
  Read<Experiment> begun = beginning(fields);
  if (!begun) {
    return std::unexpected(begun.error());
  }
  Experiment experiment = std::move(*begun);
  if (const auto done = read_mechanism(fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  const StudySpec& study = study_spec_of(experiment);
  const Experiment start = study.settle == nullptr ? Experiment() : experiment;
  const int tokens_before = experiment.token_count();
  if (const auto done = read_parameters(fields, study.parameters, experiment.study_parameters); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_inputs(fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_own_inputs(fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (const auto fit = set_sources(experiment, std::move(*sources)); !fit) {
    return fault("Q", fit.error().sentence);
  }
  if (fields.contains("mask")) {
    Read<Mask> mask = read_mask(fields, experiment.token_count());
    if (!mask) {
      return std::unexpected(mask.error());
    }
    experiment.mask = std::move(*mask);
  } else {
    experiment.mask = resized(experiment.mask, experiment.token_count());
  }
  if (const auto why = form_of(experiment).absent(setting_of(experiment))) {
    return fault(fields.contains("form")   ? "form"
                 : fields.contains("mask") ? "mask"
                                           : "mechanism",
                 say("form is {0} with mask {1}. {2}", in_quotes(experiment.form),
                     in_quotes(mask_text(experiment.mask)), say(*why)));
  }
  if (const auto done = read_view(fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  const int tokens = experiment.token_count();
  const int usual = tokens == tokens_before ? experiment.position : tokens;
  const Read<std::string> position = decoded(fields, "position", std::to_string(usual));
  if (!position) {
    return std::unexpected(position.error());
  }
  const Expected<int> arrived = parse_whole(*position, "position", 0, tokens);
  if (!arrived) {
    return fault("position", arrived.error().sentence);
  }
  experiment.position = *arrived;
  if (study.settle != nullptr) {
    if (const std::optional<Misfit> misfit = study.settle(start, experiment)) {
      return fault(misfit->key, misfit->sentence);
    }
  }
  return experiment;
}

}  // namespace lookback
