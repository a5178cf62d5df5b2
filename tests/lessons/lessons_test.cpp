#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "lessons/opened.h"
#include "main/golden.h"

using namespace lookback;
using namespace lookback::lessons;

namespace {

using Json = nlohmann::json;

std::vector<std::string> lesson_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(LOOKBACK_SOURCE_DIR "/web/lessons")) {
    if (entry.path().extension() == ".json") {
      files.push_back(entry.path().string());
    }
  }
  return files;
}

Opened opened(const Json& link) {
  REQUIRE(link.is_string());
  const Expected<Opened> state = Opened::from(link.get<std::string>());
  REQUIRE_MESSAGE(state.has_value(), link.get<std::string>());
  return *state;
}

// A member that must be there.
const Json& member(const Json& object, const char* name) {
  static const Json none;
  const auto found = object.find(name);
  REQUIRE_MESSAGE(found != object.end(), name);
  return found == object.end() ? none : *found;
}

bool check(const Json& condition, const Opened& state) {
  REQUIRE(condition.is_string());
  const Expected<bool> result = state.holds(condition.get<std::string>());
  REQUIRE_MESSAGE(result.has_value(), condition.get<std::string>());
  return *result;
}

}  // namespace

TEST_CASE("every lesson does what it says: links open, checks fail at the start and pass at the solution") {
  const std::vector<std::string> files = lesson_files();
  REQUIRE(!files.empty());
  for (const std::string& file : files) {
    CAPTURE(file);
    const Json lesson = Json::parse(*read_file(file), nullptr, false);
    REQUIRE(!lesson.is_discarded());
    REQUIRE(!member(lesson, "steps").empty());
    for (const Json& step : member(lesson, "steps")) {
      CAPTURE(member(step, "id").get<std::string>());
      const Opened start = opened(member(step, "link"));
      if (!step.contains("task")) {
        continue;
      }
      const Json& task = member(step, "task");
      CHECK_MESSAGE(!check(member(task, "check"), start), "the task is done before it begins");
      CHECK_MESSAGE(check(member(task, "check"), opened(member(task, "solution"))),
                    "the solution does not pass");
      for (const Json& hint : member(task, "hints")) {
        // A hint is for those who have not got there.
        CHECK(!check(member(hint, "when"), opened(member(task, "solution"))));
      }
    }
  }
}
