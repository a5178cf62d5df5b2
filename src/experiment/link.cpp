#include "experiment/link.h"

#include "base/format.h"
#include "base/percent.h"
#include "experiment/edit.h"
#include "experiment/link_fields.h"

namespace lookback {
namespace {

// A choice is written by its name.
Expected<double> read_parameter(const ParameterSpec& spec, std::string_view text) {
  if (spec.choices.empty()) {
    return parse_number(text);
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

Expected<void> read_mechanism(const LinkFields& fields, Experiment& experiment) {
  const Expected<std::string> id = decoded(fields, "mechanism", experiment.mechanism);
  if (!id) {
    return std::unexpected(id.error());
  }
  const Mechanism* mechanism = find_mechanism(*id);
  if (mechanism == nullptr) {
    std::string known;
    for (const Mechanism* one : mechanisms()) {
      known += (known.empty() ? "" : ", ") + std::string(one->id);
    }
    return fail("mechanism is " + in_quotes(*id) + ", but must be one of: " + known + ".");
  }
  experiment.mechanism = mechanism->id;
  const Expected<std::string> form = decoded(fields, "form", mechanism->forms.front().id);
  if (!form) {
    return std::unexpected(form.error());
  }
  if (find_form(*mechanism, *form) == nullptr) {
    std::string known;
    for (const Form& one : mechanism->forms) {
      known += (known.empty() ? "" : ", ") + std::string(one.id);
    }
    return fail("form is " + in_quotes(*form) + ", but must be one of: " + known + ".");
  }
  experiment.form = *form;
  for (const ParameterSpec& spec : mechanism->parameters) {
    if (const auto found = fields.find(spec.id); found != fields.end()) {
      const Expected<std::string> text = percent_decode(found->second, spec.id);
      const Expected<double> value = text ? read_parameter(spec, *text) : std::unexpected(text.error());
      if (!value) {
        return fail(std::string(spec.id) + ": " + value.error().sentence);
      }
      if (const auto checked = check_parameter(spec, *value); !checked) {
        return fail(std::string(spec.id) + ": " + checked.error().sentence);
      }
      if (*value != spec.initial) {
        experiment.parameters[std::string(spec.id)] = *value;
      }
    }
  }
  return {};
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

std::string to_link(const Experiment& experiment) {
  std::string link = "version=" + std::to_string(link_version) + "&mechanism=" + experiment.mechanism;
  link += "&form=" + experiment.form;
  for (const auto& [id, value] : experiment.parameters) {
    link += "&" + id + "=" + parameter_text(*find_parameter(mechanism_of(experiment), id), value);
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
  return link + "&position=" + std::to_string(experiment.position);
}

Expected<Experiment> from_link(std::string_view link) {
  if (link.size() > longest_link) {
    return fail("The link is longer than a million characters, the most that is read.");
  }
  if (const std::size_t hash = link.find('#'); hash != std::string_view::npos) {
    link.remove_prefix(hash + 1);
  }
  const Expected<LinkFields> fields = read_fields(link);
  if (!fields) {
    return std::unexpected(fields.error());
  }
  Experiment experiment = start_experiment();
  if (const auto done = check_version(*fields); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_mechanism(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_inputs(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = read_own_inputs(*fields, experiment); !done) {
    return std::unexpected(done.error());
  }
  Expected<Mask> mask = read_mask(*fields, experiment.token_count());
  if (!mask) {
    return std::unexpected(mask.error());
  }
  experiment.mask = std::move(*mask);
  if (const auto why = form_of(experiment).absent(setting_of(experiment))) {
    return fail("form is " + in_quotes(experiment.form) + " with mask " +
                in_quotes(mask_text(experiment.mask)) + ". " + std::string(*why));
  }
  const Expected<bool> cache = read_switch(*fields, "cache", experiment.cache);
  if (!cache) {
    return std::unexpected(cache.error());
  }
  experiment.cache = *cache;
  const Expected<std::string> columns = decoded(*fields, "columns", "keys");
  if (!columns) {
    return std::unexpected(columns.error());
  }
  if (*columns != "keys" && *columns != "queries") {
    return fail("columns is " + in_quotes(*columns) + ", but must be keys or queries.");
  }
  experiment.columns_are_queries = *columns == "queries";
  const int tokens = experiment.token_count();
  const Expected<std::string> position = decoded(*fields, "position", std::to_string(tokens));
  const Expected<int> arrived =
      position ? parse_whole(*position, "position", 0, tokens) : std::unexpected(position.error());
  if (!arrived) {
    return std::unexpected(arrived.error());
  }
  experiment.position = *arrived;
  return experiment;
}

}  // namespace lookback
