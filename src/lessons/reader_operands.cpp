#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "lessons/reader.h"

namespace lookback::lessons {
namespace {

bool is_within(double place, int count) { return place >= 0 && place < count && place == std::trunc(place); }

std::string bracketed(double place) { return "[" + (std::isnan(place) ? "?" : shortest(place)) + "]"; }

}  // namespace

double Reader::operand() {
  if (!goes_on()) {
    return absent;
  }
  if (words_.take("(")) {
    const double value = deeper([this] { return disjunction(); });
    close();
    return value;
  }
  if (const std::string_view digits = words_.take_number(); !digits.empty()) {
    const Expected<double> number = parse_number(digits);
    if (!number) {
      error_ = number.error().sentence;
    }
    return number.value_or(absent);
  }
  const std::size_t start = words_.at();
  const std::string_view name = words_.take_name();
  if (name.empty()) {
    expect(say("a name or a number"));
    return absent;
  }
  if (words_.take("(")) {
    return function(name);
  }
  return words_.take("[") ? place(name, start) : plain(name);
}

double Reader::function(std::string_view name) {
  if (name == "sum" || name == "most") {
    return over(name);
  }
  if (name != "abs" && name != "max" && name != "min") {
    complain(say("There is no function {0}: there are abs, max, min, sum and most.", in_quotes(name)));
    return absent;
  }
  double value = deeper([this] { return disjunction(); });
  while (goes_on() && name != "abs" && words_.take(",")) {
    const double next = deeper([this] { return disjunction(); });
    if (std::isnan(value) || std::isnan(next)) {
      value = absent;
    } else {
      value = name == "max" ? std::max(value, next) : std::min(value, next);
    }
  }
  close();
  return name == "abs" ? std::abs(value) : value;
}

// sum(NAME), most(NAME[row])
double Reader::over(std::string_view function) {
  const std::string_view name = words_.take_name();
  if (name.empty()) {
    expect(say("the name of a matrix"));
    return absent;
  }
  double row = absent;
  const bool of_row = words_.take("[");
  if (of_row) {
    row = index();
  }
  close();
  const std::optional<NamedNumbers> found = goes_on() ? numbers(name) : std::nullopt;
  if (!found || found->values.rows() == 0 || (of_row && !is_within(row, found->values.rows()))) {
    return missing(std::string(name) + (of_row ? bracketed(row) : ""));
  }
  double result = 0;
  for (int r = of_row ? static_cast<int>(row) : 0; r < (of_row ? row + 1 : found->values.rows()); ++r) {
    for (int c = 0; c < found->values.columns(); ++c) {
      if (found->is_hidden(r, c)) {
        continue;
      }
      const double one = found->values(r, c);
      const double size = std::abs(one);
      if (function == "sum") {
        result += one;
      } else if (size > result || std::isnan(size)) {
        result = size;
      }
    }
  }
  return result;
}

// NAME[row][column] or NAME[place], from behind the first bracket.
double Reader::place(std::string_view name, std::size_t start) {
  const double first = index();
  std::size_t end = words_.at();
  const bool two = goes_on() && words_.take("[");
  const double second = two ? index() : 0;
  end = two ? words_.at() : end;
  const std::optional<NamedNumbers> found = goes_on() ? numbers(name) : std::nullopt;
  if (!goes_on()) {
    return absent;
  }
  if (found && found->is_list == two) {
    const std::string what = in_quotes(words_.text().substr(start, end - start));
    complain(
        two ? say("{0} has two places, but it is a list: one place is accepted, as in {1}[0].", what, name)
            : say("{0} has one place, but it is a matrix: two are accepted, as in {1}[0][0].", what, name));
    return absent;
  }
  std::optional<double> one;
  if (found) {
    const double row = two ? first : 0;
    const double column = two ? second : first;
    if (is_within(row, found->values.rows()) && is_within(column, found->values.columns())) {
      one = found->at(static_cast<int>(row), static_cast<int>(column));
    }
  }
  return one ? *one : missing(std::string(name) + bracketed(first) + (two ? bracketed(second) : ""));
}

double Reader::plain(std::string_view name) {
  const Expected<std::optional<double>> number = number_named(name, state_);
  if (!number) {
    complain(
        numbers_named(name, state_)
            ? say("{0} is more than one number: its places are named as in {1}[0][0].", in_quotes(name), name)
            : number.error().sentence);
    return absent;
  }
  return *number ? **number : missing(std::string(name));
}

std::optional<NamedNumbers> Reader::numbers(std::string_view name) {
  if (number_named(name, state_)) {
    complain(say("{0} is one number, which has no places.", in_quotes(name)));
    return std::nullopt;
  }
  return numbers_named(name, state_);
}

double Reader::index() {
  const double value = deeper([this] { return sum(); });
  if (goes_on() && !words_.take("]")) {
    expect(say("a closing bracket ]"));
  }
  return value;
}

void Reader::close() {
  if (goes_on() && !words_.take(")")) {
    expect(say("a closing parenthesis"));
  }
}

double Reader::missing(std::string name) {
  absent_names_.push_back(std::move(name));
  return absent;
}

}  // namespace lookback::lessons
