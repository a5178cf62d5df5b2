#include "main/lesson_json.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace lookback::lessons {
namespace {

constexpr LessonKey lesson_keys[] = {{"id"},    {"title"}, {"teaches"}, {"minutes"},
                                     {"needs"}, {"order"}, {"steps"},   {"variants", false}};
constexpr LessonKey step_keys[] = {{"id"},          {"title"},       {"text"},
                                   {"link", false}, {"task", false}, {"question", false}};
constexpr LessonKey task_keys[] = {{"text"}, {"check"}, {"solution"}, {"done"}, {"hints"}, {"score", false}};
constexpr LessonKey hint_keys[] = {{"when"}, {"text"}, {"example", false}};
constexpr LessonKey score_keys[] = {{"of"}, {"unit"}, {"best"}, {"link"}};
constexpr LessonKey choice_question_keys[] = {{"kind"}, {"text"}, {"choices"}, {"at", false}};
constexpr LessonKey choice_keys[] = {{"text"}, {"why"}, {"right", false}, {"when", false}};
constexpr LessonKey number_question_keys[] = {{"kind"},
                                              {"text"},
                                              {"answer"},
                                              {"why"},
                                              {"otherwise"},
                                              {"tolerance", false},
                                              {"computed", false},
                                              {"at", false},
                                              {"wrong", false}};
constexpr LessonKey wrong_number_keys[] = {{"value"}, {"why"}};
constexpr LessonKey cells_question_keys[] = {
    {"kind"},      {"text"},        {"rows"},      {"columns"},
    {"right"},     {"why"},         {"otherwise"}, {"computed", false},
    {"at", false}, {"wrong", false}};
constexpr LessonKey wrong_cells_keys[] = {{"cells"}, {"why"}};
constexpr LessonKey order_question_keys[] = {{"kind"}, {"text"}, {"items"}, {"why"}, {"otherwise"}};

constexpr LessonObject objects[] = {
    {"lesson", lesson_keys},
    {"step", step_keys},
    {"task", task_keys},
    {"hint", hint_keys},
    {"score", score_keys},
    {"choiceQuestion", choice_question_keys},
    {"choice", choice_keys},
    {"numberQuestion", number_question_keys},
    {"wrongNumber", wrong_number_keys},
    {"cellsQuestion", cells_question_keys},
    {"wrongCells", wrong_cells_keys},
    {"orderQuestion", order_question_keys},
};

bool is_whole(const Json& json) {
  return json.is_number() && json.get<double>() == std::trunc(json.get<double>()) &&
         std::abs(json.get<double>()) < 1e9;
}

}  // namespace

std::span<const LessonObject> lesson_objects() { return objects; }

LessonReader::Inside::Inside(LessonReader& reader, std::string_view part)
    : reader_(reader), length_(reader.place_.size()) {
  reader_.place_ += length_ > 0 && !part.starts_with('[') ? "." : "";
  reader_.place_ += part;
}

void LessonReader::problem(const std::string& what) {
  problems_.push_back((place_.empty() ? "The lesson" : place_) + " " + what);
}

bool LessonReader::is_object(const Json& json, std::string_view name) {
  if (!json.is_object()) {
    problem("must be an object in braces.");
    return false;
  }
  const std::span<const LessonKey> keys = std::ranges::find(objects, name, &LessonObject::name)->keys;
  for (const LessonKey& key : keys) {
    if (key.required && !json.contains(key.name)) {
      problem("lacks the key \"" + std::string(key.name) + "\".");
    }
  }
  for (const auto& [key, value] : json.items()) {
    if (std::ranges::find(keys, key, &LessonKey::name) == keys.end()) {
      problem("has a key " + in_quotes(key) + " that is not known.");
    } else if (value.is_null()) {
      problem("has nothing under the key \"" + key + "\"; leave the key out.");
    }
  }
  return true;
}

std::string LessonReader::text(const Json& json, std::string_view key) {
  const Json& value = member(json, key);
  if (!value.is_null() && (!value.is_string() || value.get<std::string>().empty())) {
    problem("must have some text under \"" + std::string(key) + "\".");
  }
  return text_of(value);
}

double LessonReader::number(const Json& json, std::string_view key) {
  const Json& value = member(json, key);
  if (!value.is_null() && !value.is_number()) {
    problem("must have a number under \"" + std::string(key) + "\".");
  }
  return number_of(value, 0);
}

std::vector<std::string> LessonReader::texts(const Json& json, std::string_view key) {
  return list<std::string>(json, key, [this](const Json& one) {
    if (!one.is_string() || one.get<std::string>().empty()) {
      problem("must be some text.");
    }
    return text_of(one);
  });
}

std::vector<Place> LessonReader::places(const Json& json, std::string_view key) {
  return list<Place>(json, key, [this](const Json& one) {
    if (!one.is_array() || one.size() != 2 || !is_whole(one[0]) || !is_whole(one[1])) {
      problem("must be a cell, as [row, column] from 0.");
      return Place{};
    }
    return Place{one[0].get<int>(), one[1].get<int>()};
  });
}

Lesson LessonReader::lesson(const Json& json) {
  if (!is_object(json, "lesson")) {
    return {};
  }
  const Json& minutes = member(json, "minutes");
  if (json.contains("minutes") && !is_whole(minutes)) {
    problem("must have a whole number under \"minutes\".");
  }
  return {.id = text(json, "id"),
          .title = text(json, "title"),
          .teaches = text(json, "teaches"),
          .minutes = is_whole(minutes) ? minutes.get<int>() : 0,
          .needs = texts(json, "needs"),
          .order = number(json, "order"),
          .steps = list<Step>(json, "steps", [this](const Json& one) { return step(one); })};
}

Step LessonReader::step(const Json& json) {
  if (!is_object(json, "step")) {
    return {};
  }
  Step result = {.id = text(json, "id"),
                 .title = text(json, "title"),
                 .text = texts(json, "text"),
                 .link = text(json, "link"),
                 .task = {},
                 .question = {}};
  if (json.contains("task")) {
    const Inside inside(*this, "task");
    result.task = task(member(json, "task"));
  }
  if (json.contains("question")) {
    const Inside inside(*this, "question");
    result.question = question(member(json, "question"));
  }
  return result;
}

Task LessonReader::task(const Json& json) {
  if (!is_object(json, "task")) {
    return {};
  }
  Task result = {.text = text(json, "text"),
                 .check = text(json, "check"),
                 .solution = text(json, "solution"),
                 .done = text(json, "done"),
                 .hints = list<Hint>(json, "hints", [this](const Json& one) { return hint(one); }),
                 .score = {}};
  if (json.contains("score")) {
    const Inside inside(*this, "score");
    result.score = score(member(json, "score"));
  }
  return result;
}

Hint LessonReader::hint(const Json& json) {
  if (!is_object(json, "hint")) {
    return {};
  }
  return {.when = text(json, "when"), .text = text(json, "text"), .example = text(json, "example")};
}

Score LessonReader::score(const Json& json) {
  if (!is_object(json, "score")) {
    return {};
  }
  return {.of = text(json, "of"),
          .unit = text(json, "unit"),
          .best = number(json, "best"),
          .link = text(json, "link")};
}

}  // namespace lookback::lessons
