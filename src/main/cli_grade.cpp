#include <cstdio>

#include "base/format.h"
#include "main/cli_lessons.h"
#include "main/golden.h"
#include "main/lesson_grades.h"

namespace lookback {
namespace {

Expected<lessons::LessonFile> lesson_of(const GradeRequest& request) {
  const bool is_file = request.lesson.ends_with(".json");
  Expected<lessons::LessonFile> lesson =
      lessons::read_lesson(is_file ? request.lesson : request.folder + "/" + request.lesson + ".json");
  if (!lesson && !is_file) {
    return fail("There is no lesson " + in_quotes(request.lesson) + " in the folder " +
                in_quotes(request.folder) + ". --lessons names another folder.");
  }
  if (lesson && !lesson->problems.empty()) {
    return fail("The lesson " + in_quotes(request.lesson) + " cannot be used. " + lesson->problems.front());
  }
  return lesson;
}

// Spreadsheets take a file for UTF-8 when it begins with a byte order mark.
bool write_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return false;
  }
  const std::string bytes = "\xEF\xBB\xBF" + text;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && written;
}

Expected<std::string> grades(const GradeRequest& request) {
  const Expected<lessons::LessonFile> lesson = lesson_of(request);
  if (!lesson) {
    return std::unexpected(lesson.error());
  }
  const Expected<std::string> bytes = read_file(request.list);
  if (!bytes) {
    return std::unexpected(bytes.error());
  }
  const Expected<lessons::HandedInList> list = lessons::read_links(*bytes);
  if (!list) {
    return fail("The file " + in_quotes(request.list) + ": " + list.error().sentence);
  }
  return lessons::grades_csv(*lesson, *list);
}

}  // namespace

int grade(const GradeRequest& request, const Console& console) {
  const Expected<std::string> text = grades(request);
  if (!text) {
    console.err(text.error().sentence + "\n");
    return 2;
  }
  if (request.out.empty()) {
    console.out(*text);
  } else if (!write_file(request.out, *text)) {
    console.err("The file " + in_quotes(request.out) + " cannot be written.\n");
    return 2;
  }
  return 0;
}

}  // namespace lookback
