#include "main/lesson_files.h"

#include <algorithm>
#include <filesystem>

#include "main/golden.h"
#include "main/lesson_json.h"

namespace lookback::lessons {
namespace {

constexpr int deepest_nesting =
    32;  // three times that of a lesson: what copies JSON calls itself for each level

}  // namespace

LessonFile lesson_of_json(std::string_view text) {
  LessonFile file;
  bool too_deep = false;
  const auto is_shallow = [&](int depth, Json::parse_event_t /*event*/, const Json& /*parsed*/) {
    too_deep = too_deep || depth > deepest_nesting;
    return !too_deep;
  };
  const Json json = Json::parse(text, is_shallow, false);
  if (too_deep) {
    file.problems.push_back("It is nested more than " + std::to_string(deepest_nesting) + " deep.");
    return file;
  }
  if (!json.is_object()) {
    file.problems.emplace_back("It is not a JSON object, as every lesson is.");
    return file;
  }
  const Expected<std::vector<Json>> variants = variants_of(json);
  if (!variants) {
    file.problems.push_back(variants.error().sentence);
    return file;
  }
  for (std::size_t i = 0; i < variants->size() && file.problems.empty(); ++i) {
    LessonReader reader;
    file.variants.push_back(reader.lesson((*variants)[i]));
    file.problems = reader.problems();
  }
  return file;
}

Expected<LessonFile> read_lesson(const std::string& path) {
  const Expected<std::string> text = read_file(path);
  if (!text) {
    return std::unexpected(text.error());
  }
  LessonFile file = lesson_of_json(*text);
  const std::string name = std::filesystem::path(path).stem().string();
  if (file.problems.empty() && file.variants.front().id != name) {
    file.problems.push_back("Its id is \"" + file.variants.front().id + "\", which is not its file's name.");
  }
  return file;
}

Expected<std::vector<std::string>> lesson_paths(const std::string& folder) {
  std::error_code failed;
  std::vector<std::string> paths;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->path().extension() == ".json" && at->path().filename() != "schema.json") {
      paths.push_back(at->path().string());
    }
  }
  if (failed) {
    return fail("The folder \"" + folder + "\" cannot be read: " + failed.message() + ".");
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace lookback::lessons
