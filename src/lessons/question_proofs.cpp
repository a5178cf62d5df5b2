#include <algorithm>
#include <cmath>
#include <set>

#include "base/format.h"
#include "lessons/step_proofs.h"

namespace lookback::lessons {
namespace {

// What is computed in doubles and written as a decimal.
constexpr double rounding = 1e-9;

bool is_near(double a, double b, double tolerance) {
  return a == b || std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

std::string with(std::string text, std::string_view sign, int number) {
  const std::string digits = std::to_string(number);
  for (std::size_t at = 0; (at = text.find(sign, at)) != std::string::npos; at += digits.size()) {
    text.replace(at, sign.size(), digits);
  }
  return text;
}

std::string cell(const CellsQuestion& question, Place place) {
  return "row " + in_quotes(question.rows[static_cast<std::size_t>(place.first)]) + ", column " +
         in_quotes(question.columns[static_cast<std::size_t>(place.second)]);
}

bool is_within(const CellsQuestion& question, Place place) {
  return place.first >= 0 && static_cast<std::size_t>(place.first) < question.rows.size() &&
         place.second >= 0 && static_cast<std::size_t>(place.second) < question.columns.size();
}

}  // namespace

bool NumberQuestion::accepts(double value) const {
  return is_near(value, answer, std::max(tolerance, rounding));
}

void StepProofs::prove_question(const Question& question) {
  std::visit([this](const auto& one) { prove(one); }, question.answer);
}

// Each wrong answer is told something of its own.
void StepProofs::prove_reasons(const std::vector<std::string>& reasons) {
  std::set<std::string> different;
  for (const std::string& why : reasons) {
    unless(different.insert(why).second, "question: two answers are told the same, " + in_quotes(why) + ".");
  }
}

void StepProofs::prove(const ChoiceQuestion& question) {
  unless(std::ranges::count(question.choices, true, &Choice::right) == 1,
         "question: exactly one choice must be right.");
  std::set<std::string> texts;
  std::vector<std::string> reasons;
  for (const Choice& choice : question.choices) {
    reasons.push_back(choice.why);
    unless(texts.insert(choice.text).second,
           "question: the choice " + quoted(choice.text) + " is there twice.");
    if (!choice.when.empty()) {
      const std::optional<bool> so = holds(choice.when, at_);
      unless(!so || *so == choice.right,
             "question: " + quoted(choice.when) + (choice.right ? " does not hold" : " holds") +
                 ", but the choice " + quoted(choice.text) + " is " + (choice.right ? "right." : "wrong."));
    }
  }
  prove_reasons(reasons);
}

void StepProofs::prove(const NumberQuestion& question) {
  if (!question.computed.empty()) {
    const std::optional<double> computed = value(question.computed, at_);
    unless(!computed || question.accepts(*computed),
           "question: the answer is said to be " + shortest(question.answer) + ", but " + question.computed +
               " is " + shortest(computed.value_or(0)) + ".");
  }
  std::vector<std::string> reasons = {};
  for (std::size_t i = 0; i < question.wrong.size(); ++i) {
    const double value = question.wrong[i].value;
    reasons.push_back(question.wrong[i].why);
    unless(!question.accepts(value), "question: the wrong value " + shortest(value) + " counts as right.");
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      unless(!is_near(value, question.wrong[earlier].value, std::max(question.tolerance, rounding)),
             "question: the wrong values " + shortest(question.wrong[earlier].value) + " and " +
                 shortest(value) + " cannot be told apart.");
    }
  }
  prove_reasons(reasons);
}

void StepProofs::prove(const CellsQuestion& question) {
  const std::set<Place> right(question.right.begin(), question.right.end());
  std::set<std::set<Place>> answers = {right};
  std::vector<std::string> reasons;
  const auto prove_places = [&](const std::vector<Place>& places) {
    unless(std::set<Place>(places.begin(), places.end()).size() == places.size(),
           "question: a cell is there twice.");
    unless(std::ranges::all_of(places, [&](Place place) { return is_within(question, place); }),
           "question: a cell lies outside the rows and columns.");
  };
  prove_places(question.right);
  for (const WrongCells& wrong : question.wrong) {
    reasons.push_back(wrong.why);
    prove_places(wrong.cells);
    unless(answers.insert(std::set<Place>(wrong.cells.begin(), wrong.cells.end())).second,
           "question: the wrong cells of " + in_quotes(wrong.why) + " are those of another answer.");
  }
  prove_reasons(reasons);
  if (question.computed.empty()) {
    return;
  }
  for (int row = 0; row < static_cast<int>(question.rows.size()); ++row) {
    for (int column = 0; column < static_cast<int>(question.columns.size()); ++column) {
      const std::optional<bool> so =
          holds(with(with(question.computed, "@row", row), "@column", column), at_);
      if (!so) {
        return;
      }
      unless(*so == right.contains({row, column}),
             "question: in " + cell(question, {row, column}) + " " + question.computed +
                 (*so ? " holds" : " does not hold") + ", but the cell is " + (*so ? "no" : "one") +
                 " of the right ones.");
    }
  }
}

void StepProofs::prove(const OrderQuestion& question) {
  std::set<std::string> different;
  for (const std::string& item : question.items) {
    unless(different.insert(item).second, "question: the item " + quoted(item) + " is there twice.");
  }
}

}  // namespace lookback::lessons
