#include "base/say.h"

#include <map>
#include <optional>
#include <set>

#include "base/format.h"
#include "base/split.h"

namespace lookback {
namespace {

// A page has one language. It is chosen once, before anything is said.
struct Language {
  std::map<std::string, std::string, std::less<>> table;
  Pseudo pseudo = Pseudo::none;
};

Language& language() {
  static Language chosen;
  return chosen;
}

// The number of the place that begins here, "{0}" to "{9}".
std::optional<std::size_t> place_at(std::string_view text, std::size_t at) {
  if (text.size() - at < 3 || text[at] != '{' || text[at + 2] != '}' || text[at + 1] < '0' ||
      text[at + 1] > '9') {
    return std::nullopt;
  }
  return static_cast<std::size_t>(text[at + 1] - '0');
}

std::set<std::size_t> places(std::string_view text) {
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const auto place = place_at(text, i)) {
      found.insert(*place);
    }
  }
  return found;
}

std::string filled(std::string_view text, std::initializer_list<SaidPart> parts) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto place = place_at(text, i);
    if (place && *place < parts.size()) {
      result += (parts.begin() + *place)->text();
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string disguised(std::string text, Pseudo pseudo) {
  switch (pseudo) {
    case Pseudo::none:
      return text;
    case Pseudo::longer: {
      std::string dots;
      for (std::size_t i = 0; i < text.size(); i += 5) {
        dots += "··";
      }
      return "«" + text + " " + dots + "»";
    }
    case Pseudo::doubled:
      return text + " " + text;
    case Pseudo::markup:
      return text + " <b title='\"&quot;'>&amp;</b><img src=x onerror=alert(1)>";
  }
  return text;
}

// "\n" of the table is a line break, and "\\" a backslash.
std::string without_escapes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    result += escape ? (text[i + 1] == 'n' ? '\n' : text[i + 1]) : text[i];
    i += escape ? 1 : 0;
  }
  return result;
}

}  // namespace

std::string say(std::string_view english, std::initializer_list<SaidPart> parts) {
  if (english.empty()) {
    return "";
  }
  const Language& spoken = language();
  const auto entry = spoken.table.find(english);
  return disguised(filled(entry == spoken.table.end() ? english : std::string_view(entry->second), parts),
                   spoken.pseudo);
}

std::optional<Pseudo> pseudo_named(std::string_view name) {
  if (name == "long") {
    return Pseudo::longer;
  }
  if (name == "double") {
    return Pseudo::doubled;
  }
  if (name == "markup") {
    return Pseudo::markup;
  }
  return name == "rtl" ? std::optional(Pseudo::none) : std::nullopt;
}

void speak_english() { language() = {}; }

void speak(Pseudo pseudo) { language() = {.table = {}, .pseudo = pseudo}; }

Expected<void> speak(std::string_view table) {
  Language spoken;
  for (const std::string_view line : split(table, '\n')) {
    if (line.empty()) {
      continue;
    }
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      return fail("The table of strings has a line without a tab: " + in_quotes(line) + ".");
    }
    const std::string key = without_escapes(line.substr(0, tab));
    const std::string translation = without_escapes(line.substr(tab + 1));
    if (places(key) != places(translation)) {
      return fail("The translation of " + in_quotes(key) + " has other places than it.");
    }
    spoken.table.insert_or_assign(key, translation);
  }
  language() = std::move(spoken);
  return {};
}

}  // namespace lookback
