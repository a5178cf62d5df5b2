#include "experiment/link.h"

#include "base/say.h"
#include "experiment/link_checksum.h"
#include "experiment/link_entries.h"
#include "experiment/link_fields.h"
#include "experiment/link_packed.h"
#include "experiment/link_sources.h"

namespace lookback {
namespace {

Expected<void> check_length(std::string_view link) {
  if (link.size() > longest_link) {
    return fail(say("The link is longer than a million characters, the most that is read."));
  }
  return {};
}

}  // namespace

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
  const std::string version = "version=" + std::to_string(link_version);
  const std::vector<LinkEntry> entries = entries_of(experiment);
  const std::string head = with_checksum(version);
  const std::optional<std::string> text = readable(entries, longest_readable_link - head.size());
  return with_checksum(version + (text ? *text : "&" + std::string(packed_key) + "=" + pack(entries)));
}

LinkSubject subject_of(std::string_view link) {
  std::vector<std::string> left_out;
  const LinkFields fields = check_length(link) ? read_fields(fragment_of(link), left_out) : LinkFields();
  const auto said = [&](std::string_view key, const std::string& usual) {
    return decoded(fields, key, usual).value_or(usual);
  };
  return {said("study", std::string(study_specs().front()->id)),
          said("mechanism", start_experiment().mechanism)};
}

Sources sources_of(std::string_view link) {
  std::vector<std::string> left_out;
  const bool readable_length = check_length(link).has_value();
  return readable_length ? read_sources(read_fields(fragment_of(link), left_out)).value_or(Sources())
                         : Sources();
}

Expected<Experiment> from_link(std::string_view link, const SourceNumbers* files) {
  if (const auto short_enough = check_length(link); !short_enough) {
    return std::unexpected(short_enough.error());
  }
  const std::string_view fragment = fragment_of(link);
  if (const auto fits = check_checksum(fragment); !fits) {
    return std::unexpected(fits.error());
  }
  std::vector<std::string> left_out;
  const LinkFields fields = read_fields(fragment, left_out);
  if (!left_out.empty()) {
    return fail(left_out.front());
  }
  Read<Experiment> experiment = from_fields(fields, files);
  if (!experiment) {
    return fail(experiment.error().sentence);
  }
  return std::move(*experiment);
}

Salvage salvage(std::string_view link) {
  if (const auto short_enough = check_length(link); !short_enough) {
    return {start_experiment(), {short_enough.error().sentence}};
  }
  Salvage result;
  const std::string_view fragment = fragment_of(link);
  if (!check_checksum(fragment)) {
    result.left_out.push_back(
        say("This link was cut or altered on its way; this is what can be read of it. Numbers may be missing "
            "or wrong."));
  }
  LinkFields fields = read_fields(fragment, result.left_out);
  for (;;) {
    Read<Experiment> experiment = from_fields(fields);
    if (experiment) {
      result.experiment = std::move(*experiment);
      return result;
    }
    result.left_out.push_back(experiment.error().sentence);
    if (fields.erase(experiment.error().key) == 0) {
      fields.clear();  // the start can always be opened
    }
  }
}

}  // namespace lookback
