#include "experiment/link_fields.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/percent.h"
#include "base/split.h"
#include "experiment/link_checksum.h"

namespace lookback {
namespace {

constexpr std::array<std::string_view, 13> known_keys = {
    "version", checksum_key, "study", "mechanism", "form",     "mask",   "cache",
    "tokens",  "Q",          "K",     "V",         "position", "columns"};

bool is_known(std::string_view key) {
  for (const std::string_view known : known_keys) {
    if (key == known) {
      return true;
    }
  }
  for (const Mechanism* mechanism : mechanisms()) {
    if (find_parameter(*mechanism, key) != nullptr || find_input(*mechanism, key) != nullptr) {
      return true;
    }
  }
  const auto has = [key](const auto& specs) {
    return std::ranges::any_of(specs, [key](const auto& spec) { return spec.id == key; });
  };
  return std::ranges::any_of(
      study_specs(), [&](const StudySpec* study) { return has(study->parameters) || has(study->inputs); });
}

}  // namespace

Expected<LinkFields> read_fields(std::string_view text) {
  LinkFields fields;
  for (const std::string_view part : split(text, '&')) {
    if (part.empty()) {
      continue;
    }
    const std::size_t equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    if (!is_known(key)) {
      return fail(
          "The link has a key " + in_quotes(key) +
          " that is not known. Known are version, study, mechanism, form, mask, cache, tokens, Q, K, V, "
          "position, columns and those of the study and the mechanism, such as scaled and tile.");
    }
    if (equals == std::string_view::npos) {
      return fail("The key " + in_quotes(key) + " of the link has no value: write " + std::string(key) +
                  "=….");
    }
    if (!fields.emplace(key, part.substr(equals + 1)).second) {
      return fail("The link says " + in_quotes(key) + " twice; each key may stand once.");
    }
  }
  return fields;
}

Expected<std::string> decoded(const LinkFields& fields, std::string_view key, std::string_view fallback) {
  const auto found = fields.find(key);
  if (found == fields.end()) {
    return std::string(fallback);
  }
  return percent_decode(found->second, key);
}

Expected<double> read_number(std::string_view text) {
  const Expected<double> number = parse_number(text);
  return number && *number == 0 && text.starts_with('-') ? -0.0 : number;
}

Expected<bool> read_switch(const LinkFields& fields, std::string_view key, bool fallback) {
  const Expected<std::string> text = decoded(fields, key, fallback ? "1" : "0");
  if (!text) {
    return std::unexpected(text.error());
  }
  if (*text != "0" && *text != "1") {
    return fail(std::string(key) + " is " + in_quotes(*text) + ", but must be 0 or 1.");
  }
  return *text == "1";
}

}  // namespace lookback
