#include "exports/snippet_template.h"

#include <algorithm>
#include <cctype>

#include "base/format.h"
#include "base/split.h"

namespace lookback::exports {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) {
      words.push_back(word);
    }
  }
  return words;
}

bool compares(double value, std::string_view how, double with) {
  return how == "==" ? value == with : how == "!=" ? value != with : value >= with;
}

// NAME, or NAME ==, != or >= NUMBER, joined by "and" and "or".
Expected<bool> holds(std::string_view condition, const Values& values) {
  const std::vector<std::string_view> words = words_of(condition);
  bool result = false;
  bool conjunction = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = values.find(words[i]);
    if (found == values.end()) {
      return fail("names " + in_quotes(words[i]) + ", which has no value");
    }
    bool term = found->second != 0;
    if (i + 2 < words.size() && (words[i + 1] == "==" || words[i + 1] == "!=" || words[i + 1] == ">=")) {
      const Expected<double> with = parse_number(words[i + 2]);
      if (!with) {
        return fail("compares with " + in_quotes(words[i + 2]));
      }
      term = compares(found->second, words[i + 1], *with);
      i += 2;
    }
    result = conjunction ? result && term : result || term;
    if (i + 1 < words.size()) {
      ++i;
      if (words[i] != "and" && words[i] != "or") {
        return fail("has " + in_quotes(words[i]) + " between its terms");
      }
      conjunction = words[i] == "and";
    }
  }
  return result;
}

// One "if" that is open.
struct Branch {
  bool outer;     // what is around it is meant
  bool now;       // so are the present lines
  bool had_some;  // one of its branches was
};

class Expansion {
 public:
  explicit Expansion(const Values& values) : values_(values) { open_section(""); }

  // A line that says something; false where there is nothing of the kind.
  Expected<void> say(std::string_view said) {
    const std::size_t space = said.find(' ');
    const std::string_view word = said.substr(0, space);
    const std::string_view rest =
        space == std::string_view::npos ? std::string_view() : trimmed(said.substr(space));
    if (word == "if") {
      branches_.push_back({meant(), false, !meant()});
      return choose(rest);
    }
    if (word == "section" && branches_.empty()) {
      open_section(std::string(rest));
      return {};
    }
    if (word == "expect") {
      const std::vector<std::string_view> words = words_of(rest);
      if (words.size() < 3 || words[1] != "=" || (words.size() > 3 && words[3] != "of")) {
        return fail("says " + in_quotes(said) + ", which means nothing");
      }
      if (meant()) {
        Expectation one = {std::string(words[0]), std::string(words[2])};
        one.factors.assign(words.begin() + std::min<std::ptrdiff_t>(4, std::ssize(words)), words.end());
        result_.expected.push_back(std::move(one));
      }
      return {};
    }
    if (branches_.empty()) {
      return fail("says " + in_quotes(said) + " where no if is open");
    }
    if (word == "elif") {
      return choose(rest);
    }
    if (word == "else") {
      branches_.back().now = !branches_.back().had_some;
      branches_.back().had_some = true;
      return {};
    }
    if (word == "end") {
      branches_.pop_back();
      return {};
    }
    return fail("says " + in_quotes(said) + ", which means nothing");
  }

  void add(std::string_view line) {
    if (meant()) {
      result_.sections[result_.order.back()] += std::string(line) + "\n";
    }
  }

  bool is_open() const { return !branches_.empty(); }
  Expanded take() { return std::move(result_); }

 private:
  bool meant() const { return branches_.empty() || branches_.back().now; }

  void open_section(std::string name) {
    result_.sections[name];
    result_.order.push_back(std::move(name));
  }

  Expected<void> choose(std::string_view condition) {
    const Expected<bool> holding = holds(condition, values_);
    if (!holding) {
      return std::unexpected(holding.error());
    }
    Branch& branch = branches_.back();
    branch.now = branch.outer && !branch.had_some && *holding;
    branch.had_some = branch.had_some || branch.now;
    return {};
  }

  const Values& values_;
  std::vector<Branch> branches_;
  Expanded result_;
};

bool in_identifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

Expected<Expanded> expand(std::string_view text, std::string_view mark, const Values& values) {
  if (text.ends_with('\n')) {
    text.remove_suffix(1);
  }
  Expansion expansion(values);
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const std::string_view bare = trimmed(line);
    if (!bare.starts_with(mark)) {
      expansion.add(line);
      continue;
    }
    const Expected<void> done = expansion.say(trimmed(bare.substr(mark.size())));
    if (!done) {
      return fail("Line " + std::to_string(number) + " of the snippet's text " + done.error().sentence + ".");
    }
  }
  if (expansion.is_open()) {
    return fail("The snippet's text leaves an if open at its end.");
  }
  return expansion.take();
}

std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& by_name) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = text.find("}}", open);
    const auto found = open < close && close != std::string_view::npos
                           ? by_name.find(text.substr(open + 2, close - open - 2))
                           : by_name.end();
    if (found == by_name.end()) {
      const std::size_t end = open == std::string_view::npos ? text.size() : open + 2;
      result += text.substr(at, end - at);
      at = end;
      continue;
    }
    result += std::string(text.substr(at, open - at)) + found->second;
    at = close + 2;
  }
  return result;
}

bool names(std::string_view code, std::string_view comment, std::string_view identifier) {
  for (std::string_view line : split(code, '\n')) {
    line = line.substr(0, line.find(comment));
    for (std::size_t at = line.find(identifier); at != std::string_view::npos;
         at = line.find(identifier, at + 1)) {
      const std::size_t end = at + identifier.size();
      const bool begins = at == 0 || !in_identifier(line[at - 1]);
      if (begins && (end == line.size() || !in_identifier(line[end]))) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace lookback::exports
