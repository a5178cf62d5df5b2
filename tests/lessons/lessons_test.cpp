#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "lessons/proofs.h"
#include "main/golden.h"
#include "main/lesson_files.h"

using namespace lookback;
using namespace lookback::lessons;

namespace {

const std::string folder = LOOKBACK_SOURCE_DIR "/web/lessons";

std::set<std::string> names(const nlohmann::json& list) {
  std::set<std::string> result;
  for (const auto& one : list) {
    result.insert(one.get<std::string>());
  }
  return result;
}

}  // namespace

TEST_CASE("every lesson does what it says, in every variant") {
  const Expected<std::vector<std::string>> paths = lesson_paths(folder);
  REQUIRE(paths.has_value());
  REQUIRE(std::ranges::count(*paths, folder + "/why-causal.json") == 1);
  std::vector<Lesson> all;
  for (const std::string& path : *paths) {
    CAPTURE(path);
    const Expected<LessonFile> file = read_lesson(path);
    REQUIRE(file.has_value());
    for (const std::string& problem : file->problems) {
      FAIL_CHECK(problem);
    }
    for (std::size_t variant = 0; file->problems.empty() && variant < file->variants.size(); ++variant) {
      for (const std::string& sentence : violations(file->variants[variant])) {
        FAIL_CHECK("variant " << variant << ": " << sentence);
      }
    }
    if (file->problems.empty()) {
      all.push_back(file->variants.front());
    }
  }
  for (const std::string& sentence : violations_among(all)) {
    FAIL_CHECK(sentence);
  }
}

TEST_CASE("the schema of lessons and their reader know the same keys") {
  const nlohmann::json schema = nlohmann::json::parse(*read_file(folder + "/schema.json"), nullptr, false);
  REQUIRE(schema.is_object());
  const nlohmann::json definitions = schema.value("$defs", nlohmann::json::object());
  std::size_t closed = 0;
  for (const auto& [name, definition] : definitions.items()) {
    closed +=
        definition.contains("additionalProperties") && definition["additionalProperties"] == false ? 1U : 0U;
  }
  CHECK(closed == lesson_objects().size());
  for (const LessonObject& object : lesson_objects()) {
    CAPTURE(object.name);
    REQUIRE(definitions.contains(object.name));
    const nlohmann::json& definition = definitions[std::string(object.name)];
    std::set<std::string> required;
    std::set<std::string> known;
    for (const LessonKey& key : object.keys) {
      known.emplace(key.name);
      if (key.required) {
        required.emplace(key.name);
      }
    }
    std::set<std::string> properties;
    for (const auto& [key, value] : definition["properties"].items()) {
      properties.insert(key);
    }
    CHECK(properties == known);
    CHECK(names(definition["required"]) == required);
    CHECK(definition["additionalProperties"] == false);
  }
}

TEST_CASE("the lesson that the README shows is proven") {
  const std::string readme = *read_file(folder + "/README.md");
  const std::size_t begin = readme.find("```json\n") + 8;
  const LessonFile file = lesson_of_json(readme.substr(begin, readme.find("```", begin) - begin));
  REQUIRE_MESSAGE(file.problems.empty(), file.problems.front());
  for (const std::string& sentence : violations(file.variants.front())) {
    FAIL_CHECK(sentence);
  }
}
