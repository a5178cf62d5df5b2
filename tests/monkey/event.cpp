#include "monkey/event.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/format.h"
#include "base/percent.h"
#include "base/split.h"

namespace lookback::monkey {
namespace {

struct Form {
  std::string_view name;
  std::string_view words;  // n: a number, t: a text
};

// In the order of Kind.
constexpr std::array<Form, 32> forms = {{
    {"move", "nn"},  {"press", ""},    {"release", ""},    {"leave", ""},     {"wheel", "n"},
    {"frame", ""},   {"wait", "n"},    {"work", "n"},      {"resize", "nn"},  {"ratio", "n"},
    {"touch", "n"},  {"theme", "n"},   {"colours", "n"},   {"readonly", "n"}, {"hide", "t"},
    {"focus", "t"},  {"blur", ""},     {"act", "tttn"},    {"key", "t"},      {"type", "t"},
    {"link", "t"},   {"salvage", "t"}, {"message", "tt"},  {"study", "t"},    {"undo", ""},
    {"redo", ""},    {"file", "t"},    {"place", "tttnn"}, {"window", "nn"},  {"copy", ""},
    {"paste", "tt"}, {"check", ""},
}};

const Form& form_of(Kind kind) { return forms[static_cast<std::size_t>(kind)]; }

constexpr std::string_view empty_word = "\"\"";

Expected<Event> read_event(std::string_view line) {
  const std::vector<std::string_view> pieces = split(line, ' ');
  const auto form = std::ranges::find(forms, pieces.front(), &Form::name);
  if (form == forms.end()) {
    return fail("There is no event called " + in_quotes(pieces.front()) + ".");
  }
  if (pieces.size() != form->words.size() + 1) {
    return fail(std::string(form->name) + " takes " +
                plural("{0} word", "{0} words", std::ssize(form->words)) + ".");
  }
  Event event{static_cast<Kind>(form - forms.begin()), {}};
  for (std::size_t i = 0; i < form->words.size(); ++i) {
    const std::string_view piece = pieces[i + 1];
    std::string word;
    if (piece != empty_word) {
      const Expected<std::string> decoded = percent_decode(piece, form->name);
      if (!decoded) {
        return std::unexpected(decoded.error());
      }
      word = *decoded;
    }
    if (form->words[i] == 'n' && !parse_number(word)) {
      return fail(std::string(form->name) + " takes a number, not " + in_quotes(word) + ".");
    }
    event.words.push_back(std::move(word));
  }
  return event;
}

}  // namespace

std::string to_text(const Event& event) {
  std::string line(form_of(event.kind).name);
  LOOKBACK_ASSERT(event.words.size() == form_of(event.kind).words.size());
  for (const std::string& word : event.words) {
    line += ' ';
    line += word.empty() ? std::string(empty_word) : percent_encode(word);
  }
  return line;
}

std::string to_text(const Events& events) {
  std::string text;
  for (const Event& event : events) {
    text += to_text(event) + "\n";
  }
  return text;
}

Expected<Events> read_events(std::string_view text) {
  Events events;
  int count = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++count;
    if (line.empty() || line.front() == '#') {
      continue;
    }
    Expected<Event> event = read_event(line);
    if (!event) {
      return fail("Line " + std::to_string(count) + ": " + event.error().sentence);
    }
    events.push_back(std::move(*event));
  }
  return events;
}

double number(const Event& event, std::size_t word) {
  const Expected<double> value = parse_number(event.words[word]);
  LOOKBACK_ASSERT(value.has_value());
  return *value;
}

}  // namespace lookback::monkey
