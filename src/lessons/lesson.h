#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A lesson as its file says it, with the values of one variant. Words are Markdown; links, conditions and
// expressions (lessons/check.h) are text.
namespace lookback::lessons {

struct Hint {
  std::string when;     // a condition; the first hint whose condition holds is shown
  std::string text;     //
  std::string example;  // a link to a state in which this hint is shown; empty: none
};

// Fewer is better.
struct Score {
  std::string of;  // an expression
  std::string unit;
  double best = 0;
  std::string link;  // a state that reaches it
};

// Something to bring about on the board.
struct Task {
  std::string text;
  std::string check;     // a condition
  std::string solution;  // a link to a state that passes
  std::string done;
  std::vector<Hint> hints;
  std::optional<Score> score;
};

struct Choice {
  std::string text;
  std::string why;
  bool right = false;
  std::string when;  // a condition that holds at the question's state exactly for the right choice; or empty
};
struct ChoiceQuestion {
  std::vector<Choice> choices;
};

struct WrongNumber {
  double value = 0;
  std::string why;
};
struct NumberQuestion {
  double answer = 0;
  double tolerance = 0;  // relative
  std::string computed;  // an expression that is the answer at the question's state; or empty
  std::vector<WrongNumber> wrong;

  bool accepts(double value) const;
};

using Place = std::pair<int, int>;  // row, column
struct WrongCells {
  std::vector<Place> cells;
  std::string why;
};
struct CellsQuestion {
  std::vector<std::string> rows;  // labels
  std::vector<std::string> columns;
  std::vector<Place> right;
  std::string computed;  // a condition with @row and @column that holds exactly for the right cells; or empty
  std::vector<WrongCells> wrong;
};

struct OrderQuestion {
  std::vector<std::string> items;  // in the right order
};

struct Question {
  std::string text;
  std::string why;        // of the right answer; a choice has its own
  std::string otherwise;  // of any other answer
  std::string at;         // a link to the state that the proofs compute at; empty: the step's
  std::variant<ChoiceQuestion, NumberQuestion, CellsQuestion, OrderQuestion> answer;
};

struct Step {
  std::string id;
  std::string title;
  std::vector<std::string> text;
  std::string link;  // empty: the board stays as it is
  std::optional<Task> task;
  std::optional<Question> question;
};

struct Lesson {
  std::string id;
  std::string title;
  std::string teaches;
  int minutes = 0;
  std::vector<std::string> needs;  // ids of lessons that come before
  double order = 0;                // its place in the list
  std::vector<Step> steps;
};

}  // namespace lookback::lessons
