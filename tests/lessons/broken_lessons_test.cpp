#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "lessons/proofs.h"
#include "main/lesson_files.h"

using namespace lookback;
using namespace lookback::lessons;

namespace {

using Json = nlohmann::json;

// A lesson in which everything is proven, with every kind of question.
constexpr std::string_view sound = R"json({
  "id": "sound", "title": "t", "teaches": "s", "minutes": 5, "needs": [], "order": 1,
  "steps": [
    { "id": "one", "title": "t", "text": ["p"], "link": "#version=1&tokens=a,b,c",
      "task": {
        "text": "t", "check": "cache == 0 and position == 3", "solution": "#version=1&tokens=a,b,c&cache=0", "done": "d",
        "hints": [
          { "when": "position < 3", "text": "h", "example": "#version=1&tokens=a,b,c&cache=0&position=1" },
          { "when": "cache == 1", "text": "h", "example": "#version=1&tokens=a,b,c&mask=none" }
        ],
        "score": { "of": "run.tokens_projected", "unit": "tokens", "best": 6, "link": "#version=1&tokens=a,b,c&cache=0" }
      },
      "question": {
        "kind": "number", "text": "q", "answer": 6, "computed": "sum(visible)",
                           "why" : "w",
                           "wrong" : [ {"value" : 9, "why" : "a"}, {"value" : 3, "why" : "b"} ],
                           "otherwise" : "o"
}
},
    { "id": "two", "title": "t", "text": ["p"],
      "question": {
        "kind": "cells", "text": "q", "rows": ["0", "1"], "columns": ["0", "1"], "right": [[0, 0], [1, 0], [1, 1]],
        "computed": "visible[@row][@column]", "why": "w",
        "wrong": [{ "cells": [[1, 0]], "why": "a" }, { "cells": [], "why": "b" }], "otherwise": "o"
      }
    },
    { "id": "three", "title": "t", "text": ["p"], "link": "#version=1&mask=none&tokens=a,b",
      "question": {
        "kind": "choice", "text": "q", "at": "#version=1&mask=diagonal&tokens=a,b",
        "choices": [
          { "text": "1", "why": "a", "when": "sum(visible) == 1" },
          { "text": "2", "why": "b", "right": true, "when": "sum(visible) == 2" }
        ]
      }
    },
    { "id": "four", "title": "t", "text": ["p"],
      "question": { "kind": "order", "text": "q", "items": ["x", "y"], "why": "w", "otherwise": "o" }
    }
  ]
})json";

Json sound_json() { return Json::parse(sound, nullptr, false); }

// The lesson with one member changed, or taken out.
Json changed(std::string_view pointer, const Json& value) {
  Json json = sound_json();
  json[Json::json_pointer(std::string(pointer))] = value;
  return json;
}

std::vector<std::string> found_in(const Json& json) {
  const LessonFile file = lesson_of_json(json.dump());
  REQUIRE_MESSAGE(file.problems.empty(), file.problems.front());
  return violations(file.variants.front());
}

void check_found(std::string_view pointer, const Json& value, std::string_view sentence) {
  CAPTURE(pointer);
  const std::vector<std::string> found = found_in(changed(pointer, value));
  REQUIRE(found.size() >= 1);
  CHECK(found.front() == sentence);
}

void check_problem(const Json& json, std::string_view sentence) {
  const LessonFile file = lesson_of_json(json.dump());
  REQUIRE(!file.problems.empty());
  CHECK(file.problems.front() == sentence);
}

}  // namespace

TEST_CASE("nothing is found in a sound lesson") {
  CHECK(found_in(sound_json()) == std::vector<std::string>());
}

TEST_CASE("what a task claims and the code does not do is found") {
  const std::vector<std::string> closed = found_in(changed("/steps/0/link", "#version=1&nonsense=1"));
  REQUIRE(closed.size() >= 1);
  CHECK(closed.front().starts_with(
      "Step “one”, the link “#version=1&nonsense=1” does not open. The link has a key "));
  check_found(
      "/steps/0/link", "#version=1&tokens=a,b,c&cache=0",
      "Step “one”, task: the check “cache == 0 and position == 3” holds before the learner does anything, at "
      "“#version=1&tokens=a,b,c&cache=0”.");
  check_found("/steps/0/task/solution", "#version=1&tokens=a,b,c",
              "Step “one”, task: the check “cache == 0 and position == 3” does not hold at the solution.");
  check_found("/steps/0/task/check", "cache = 0",
              "Step “one”, the condition: “cache = 0” cannot be read at character 7, “= 0”: an operator such "
              "as == or "
              "and was expected.");
  check_found("/steps/0/task/hints/1/when", "position == 3",
              "Step “one”, hint 2 (position == 3) holds at the solution: it would be shown to those who have "
              "got there.");
  check_found("/steps/0/task/hints/1/example", "#version=1&tokens=a,b,c&cache=0",
              "Step “one”, hint 2 (cache == 1): the check holds at its example.");
  check_found("/steps/0/task/hints/1/example", "#version=1&tokens=a,b,c,d&cache=0",
              "Step “one”, hint 2 (cache == 1) does not hold at its example.");
  check_found("/steps/0/task/hints/1/example", "#version=1&tokens=a,b,c&position=1",
              "Step “one”, hint 2 (cache == 1): at its example hint 1 (position < 3) holds too, and is shown "
              "instead.");
  check_found("/steps/0/task/score/best", 5,
              "Step “one”, score: run.tokens_projected is 6 at its link, and not 5.");
  check_found("/steps/0/task/score/link", "#version=1&tokens=a,b,c",
              "Step “one”, score: the check does not hold where the best is reached.");
  Json beaten = changed("/steps/0/task/score/best", 7);
  beaten["/steps/0/task/score/of"_json_pointer] = "13 - run.tokens_projected - 6 * mask.none";
  beaten["/steps/0/task/solution"_json_pointer] = "#version=1&tokens=a,b,c&cache=0&mask=none";
  CHECK(found_in(beaten).front() ==
        "Step “one”, score: the solution reaches 1, which is less than the best, 7.");
  check_found("/steps/0/task/hints/1/when", "parameter.gamma == 0 and cache == 1",
              "Step “one”, hint 2 (parameter.gamma == 0 and cache == 1) does not hold at its example.");
  Json slip = sound_json();
  slip["/steps/0/task/hints/1"_json_pointer] = {{"when", "outputs[0][0] == 1"}, {"text", "h"}};
  CHECK(found_in(slip).front() ==
        "Step “one”, in “outputs[0][0] == 1” the name “outputs[0][0]” is not there in any "
        "state of this step; a hint's example can show it.");
  // A step without a link may be come to from the solution of the task before it.
  Json after = sound_json();
  after["/steps/1/task"_json_pointer] = after["/steps/0/task"_json_pointer];
  after["/steps/1/task"_json_pointer].erase("score");
  CHECK(found_in(after).front().starts_with(
      "Step “two”, task: the check “cache == 0 and position == 3” holds before"));
}

TEST_CASE("what a question claims and the code does not do is found") {
  check_found("/steps/0/question/answer", 7,
              "Step “one”, question: the answer is said to be 7, but sum(visible) is 6.");
  check_found("/steps/0/question/wrong/0/value", 6,
              "Step “one”, question: the wrong value 6 counts as right.");
  check_found("/steps/0/question/wrong/0/value", 3,
              "Step “one”, question: the wrong values 3 and 3 cannot be told apart.");
  check_found("/steps/0/question/wrong/0/why", "b",
              "Step “one”, question: two answers are told the same, “b”.");
  check_found("/steps/0/question/tolerance", 0.5, "Step “one”, question: the wrong value 9 counts as right.");
  check_found("/steps/0/question/computed", "Q[9][9]",
              "Step “one”, the expression: “Q[9][9]” has no value now: Q[9][9] is not there.");
  check_found("/steps/1/question/right", Json::array({{0, 0}, {0, 1}, {1, 0}, {1, 1}}),
              "Step “two”, question: in row “0”, column “1” visible[@row][@column] does not hold, but the "
              "cell is one "
              "of the right ones.");
  check_found(
      "/steps/1/question/right", Json::array({{0, 0}, {1, 1}}),
      "Step “two”, question: in row “1”, column “0” visible[@row][@column] holds, but the cell is no of the "
      "right ones.");
  check_found("/steps/1/question/right/2", Json::array({2, 0}),
              "Step “two”, question: a cell lies outside the rows and columns.");
  check_found("/steps/1/question/right/2", Json::array({0, 0}),
              "Step “two”, question: a cell is there twice.");
  check_found("/steps/1/question/wrong/1/cells", Json::array({{1, 1}, {0, 0}, {1, 0}}),
              "Step “two”, question: the wrong cells of “b” are those of another answer.");
  check_found("/steps/2/question/choices/0/right", true,
              "Step “three”, question: exactly one choice must be right.");
  check_found("/steps/2/question/choices/0/why", "b",
              "Step “three”, question: two answers are told the same, “b”.");
  check_found("/steps/2/question/at", "#version=1&mask=none&tokens=a,b",
              "Step “three”, question: “sum(visible) == 2” does not hold, but the choice “2” is right.");
  check_found("/steps/2/question/choices/0/when", "sum(visible) > 0",
              "Step “three”, question: “sum(visible) > 0” holds, but the choice “1” is wrong.");
  check_found("/steps/3/question/items/0", "y", "Step “four”, question: the item “y” is there twice.");
}

TEST_CASE("a lesson as a whole is looked at") {
  check_found("/steps/1/id", "one", "Two steps have the id “one”.");
  Json unset = sound_json();
  unset["/steps/0"_json_pointer].erase("link");
  CHECK(found_in(unset).front() == "The first step has no link, so nobody knows what the board shows.");
  Json shorter = sound_json();
  shorter["steps"].erase(3);
  shorter["steps"].erase(2);
  CHECK(found_in(shorter).front() == "The lesson has 2 steps; 3 to 8 are accepted.");

  const Lesson one = lesson_of_json(sound_json().dump()).variants.front();
  Lesson two = one;
  two.id = "two";
  two.needs = {"sound", "three"};
  CHECK(violations_among(std::vector{one, two}) ==
        std::vector<std::string>{"Lesson “two” has the same place in the list as “sound”.",
                                 "Lesson “two” needs “sound”, which does not come before it.",
                                 "Lesson “two” needs “three”, which is no lesson."});
  two.order = 2;
  two.needs = {"sound"};
  CHECK(violations_among(std::vector{one, two}).empty());
  CHECK(violations_among(std::vector{one, one}) ==
        std::vector<std::string>{"Lesson “sound” is there twice."});
}

TEST_CASE("a lesson's file that is not as the schema says is refused with the place") {
  CHECK(lesson_of_json("{").problems.front() == "It is not a JSON object, as every lesson is.");
  Json json = sound_json();
  json.erase("teaches");
  check_problem(json, "The lesson lacks the key \"teaches\".");
  check_problem(changed("/steps/1/question/wrogn", 1),
                "steps[1].question has a key “wrogn” that is not known.");
  check_problem(changed("/steps/0/task/hints/1/text", 5),
                "steps[0].task.hints[1] must have some text under \"text\".");
  check_problem(changed("/steps/0/question/answer", "six"),
                "steps[0].question must have a number under \"answer\".");
  check_problem(changed("/steps/0/question/kind", "guess"),
                "steps[0].question is of kind “guess”; choice, number, cells and order are accepted.");
  check_problem(changed("/steps/1/question/right/0", 3),
                "steps[1].question.right[0] must be a cell, as [row, column] from 0.");
  check_problem(changed("/steps", 3), "steps must be a list.");
  check_problem(changed("/steps/0/task", 3), "steps[0].task must be an object in braces.");
  check_problem(
      changed("/steps/2/question/choices/0/right", false),
      "steps[2].question.choices[0] is not right by lacking the key \"right\"; only true is accepted there.");
  check_problem(changed("/steps/0/question/tolerance", 2),
                "steps[0].question must have a tolerance from 0 to 1, such as 0.01 for one percent.");
  check_problem(changed("/minutes", 1.5), "The lesson must have a whole number under \"minutes\".");
  CHECK(!read_lesson("nowhere.json").has_value());
}

TEST_CASE("variants fill their values in") {
  Json json = sound_json();
  json["variants"] = {{{"n", 3}, {"names", "a,b,c"}, {"pairs", 6}, {"half", 0.5}},
                      {{"n", 4}, {"names", "a,b,c,d"}, {"pairs", 10}, {"half", 0.25}}};
  json["/steps/0/link"_json_pointer] = "#version=1&tokens={{names}}";
  json["/steps/0/question/answer"_json_pointer] = "{{pairs}}";
  json["/steps/0/title"_json_pointer] = "{{n}} tokens, {{half}}, {not} {{ n }} $x_{{2}$";
  const LessonFile file = lesson_of_json(json.dump());
  REQUIRE_MESSAGE(file.problems.empty(), file.problems.front());
  REQUIRE(file.variants.size() == 2);
  CHECK(file.variants[0].steps[0].title == "3 tokens, 0.5, {not} {{ n }} $x_{{2}$");
  CHECK(file.variants[1].steps[0].link == "#version=1&tokens=a,b,c,d");
  CHECK(std::get<NumberQuestion>(file.variants[1].steps[0].question->answer).answer == 10);
  CHECK(file.variant_of(0) == 0);
  CHECK(file.variant_of(7) == 1);
  CHECK(violations(file.variants[1]).empty());

  const auto problem = [&json](std::string_view pointer, const Json& value) {
    Json other = json;
    other[Json::json_pointer(std::string(pointer))] = value;
    const LessonFile read = lesson_of_json(other.dump());
    REQUIRE(!read.problems.empty());
    return read.problems.front();
  };
  CHECK(problem("/steps/0/done", "{{m}}").starts_with("variants[0]: “{{m}}” has no value"));
  CHECK(problem("/title", "{{n}}") == "The lesson must have some text under \"title\".");
  CHECK(problem("/variants", Json::array()) == "variants must be a list of objects, one for each variant.");
  const std::string values =
      "variants[1] must be an object whose values are text, or numbers that are written without an exponent.";
  CHECK(problem("/variants/1/n", 1e30) == values);
  CHECK(problem("/variants/1/n", Json::array()) == values);
  CHECK(problem("/variants/1/n o", 1) == values);
  json.erase("variants");
  CHECK(lesson_of_json(json.dump()).problems.front() == "“{{names}}” has no value in a variant.");
}
