#include "experiment/link_fields.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/percent.h"
#include "base/say.h"
#include "base/split.h"
#include "experiment/link_checksum.h"
#include "experiment/link_packed.h"

namespace lookback {
namespace {

constexpr std::array<std::string_view, 14> known_keys = {
    "version", checksum_key, packed_key, "study", "mechanism", "form",     "mask",
    "cache",   "tokens",     "Q",        "K",     "V",         "position", "columns"};
constexpr std::size_t most_left_out = 20;  // after so many, what follows is not read either

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

// A # that a key and its = precede is no address' but stands where something else stood.
std::string_view fragment_of(std::string_view link) {
  constexpr std::string_view blank = " \t\r\n";
  link.remove_prefix(std::min(link.find_first_not_of(blank), link.size()));
  link = link.substr(0, link.find_last_not_of(blank) + 1);
  const std::size_t hash = link.find('#');
  const std::string_view address = link.substr(0, hash);
  const bool is_address = hash != std::string_view::npos && address.find('=') >= address.find('?');
  return is_address ? link.substr(hash + 1) : link;
}

Expected<void> add_field(LinkFields& fields, std::string_view key, std::string_view text) {
  if (!is_known(key)) {
    return fail(say(
        "The link has a key {0} that is not known. Known are version, study, mechanism, form, mask, cache, "
        "tokens, Q, K, V, position, columns and those of the study and the mechanism, such as scaled and "
        "tile.",
        in_quotes(key)));
  }
  if (!fields.emplace(key, text).second) {
    return fail(say("The link says {0} twice; each key may stand once.", in_quotes(key)));
  }
  return {};
}

LinkFields read_fields(std::string_view fragment, std::vector<std::string>& left_out) {
  LinkFields fields;
  const auto note = [&](const Expected<void>& done) {
    if (!done) {
      left_out.push_back(done.error().sentence);
    }
  };
  for (const std::string_view part : split(fragment, '&')) {
    if (part.empty()) {
      continue;
    }
    if (left_out.size() >= most_left_out) {
      return fields;
    }
    const std::size_t equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    if (equals != std::string_view::npos) {
      note(add_field(fields, key, part.substr(equals + 1)));
    } else if (is_known(key)) {
      note(fail(say("The key {0} of the link has no value: write {1}=….", in_quotes(key), key)));
    } else {
      note(add_field(fields, key, ""));
    }
  }
  if (const auto packed = fields.find(packed_key); packed != fields.end()) {
    note(unpack(packed->second, fields));
  }
  return fields;
}

Read<std::string> decoded(const LinkFields& fields, std::string_view key, std::string_view fallback) {
  const auto found = fields.find(key);
  if (found == fields.end()) {
    return std::string(fallback);
  }
  Expected<std::string> text = percent_decode(found->second, key);
  if (!text) {
    return fault(key, text.error().sentence);
  }
  return std::move(*text);
}

Expected<double> read_number(std::string_view text) {
  const Expected<double> number = parse_number(text);
  return number && *number == 0 && text.starts_with('-') ? -0.0 : number;
}

Read<bool> read_switch(const LinkFields& fields, std::string_view key, bool fallback) {
  const Read<std::string> text = decoded(fields, key, fallback ? "1" : "0");
  if (!text) {
    return std::unexpected(text.error());
  }
  if (*text != "0" && *text != "1") {
    return fault(key, say("{0} is {1}, but must be 0 or 1.", key, in_quotes(*text)));
  }
  return *text == "1";
}

}  // namespace lookback
