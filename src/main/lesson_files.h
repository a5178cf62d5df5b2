#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "lessons/lesson.h"

namespace lookback::lessons {

// What a lesson's file says: one lesson for each variant, in their order, or what is wrong with the file, as
// sentences that begin with the place ("steps[2].task").
struct LessonFile {
  std::vector<Lesson> variants;
  std::vector<std::string> problems;

  // The place of the variant that a student's seed picks.
  std::size_t variant_of(std::uint64_t seed) const {
    return static_cast<std::size_t>(seed % variants.size());
  }
};
LessonFile lesson_of_json(std::string_view text);
Expected<LessonFile> read_lesson(const std::string& path);

// The lessons of a folder, by name; what else is in it is left out.
Expected<std::vector<std::string>> lesson_paths(const std::string& folder);

// The objects that a lesson's file is made of, with the keys that each takes. web/lessons/schema.json says
// the same of them and more; the tests compare the two.
struct LessonKey {
  std::string_view name;
  bool required = true;
};
struct LessonObject {
  std::string_view name;  // in the schema's $defs
  std::span<const LessonKey> keys;
};
std::span<const LessonObject> lesson_objects();

}  // namespace lookback::lessons
