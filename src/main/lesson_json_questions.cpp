#include "base/format.h"
#include "main/lesson_json.h"

namespace lookback::lessons {

Question LessonReader::question(const Json& json) {
  Question result;
  const std::string kind = text_of(member(json, "kind"));
  if (kind == "choice") {
    result.answer = choices(json);
  } else if (kind == "number") {
    result.answer = number_question(json);
  } else if (kind == "cells") {
    result.answer = cells_question(json);
  } else if (kind == "order") {
    result.answer = order_question(json);
  } else {
    problem("is of kind " + in_quotes(kind) + "; choice, number, cells and order are accepted.");
    return result;
  }
  result.text = text(json, "text");
  result.why = text(json, "why");
  result.otherwise = text(json, "otherwise");
  result.at = text(json, "at");
  return result;
}

ChoiceQuestion LessonReader::choices(const Json& json) {
  is_object(json, "choiceQuestion");
  return {list<Choice>(json, "choices", [this](const Json& one) -> Choice {
    if (!is_object(one, "choice")) {
      return {};
    }
    const Json& right = member(one, "right");
    if (!right.is_null() && right != true) {
      problem("is not right by lacking the key \"right\"; only true is accepted there.");
    }
    return {.text = text(one, "text"),
            .why = text(one, "why"),
            .right = right == true,
            .when = text(one, "when")};
  })};
}

NumberQuestion LessonReader::number_question(const Json& json) {
  is_object(json, "numberQuestion");
  const double tolerance = number(json, "tolerance");
  if (!(tolerance >= 0 && tolerance < 1)) {
    problem("must have a tolerance from 0 to 1, such as 0.01 for one percent.");
  }
  return {.answer = number(json, "answer"),
          .tolerance = tolerance,
          .computed = text(json, "computed"),
          .wrong = list<WrongNumber>(json, "wrong", [this](const Json& one) -> WrongNumber {
            if (!is_object(one, "wrongNumber")) {
              return {};
            }
            return {.value = number(one, "value"), .why = text(one, "why")};
          })};
}

CellsQuestion LessonReader::cells_question(const Json& json) {
  is_object(json, "cellsQuestion");
  return {.rows = texts(json, "rows"),
          .columns = texts(json, "columns"),
          .right = places(json, "right"),
          .computed = text(json, "computed"),
          .wrong = list<WrongCells>(json, "wrong", [this](const Json& one) -> WrongCells {
            if (!is_object(one, "wrongCells")) {
              return {};
            }
            return {.cells = places(one, "cells"), .why = text(one, "why")};
          })};
}

OrderQuestion LessonReader::order_question(const Json& json) {
  is_object(json, "orderQuestion");
  const std::vector<std::string> items = texts(json, "items");
  if (items.size() < 2) {
    problem("must have at least two items.");
  }
  return {items};
}

}  // namespace lookback::lessons
