#pragma once

#include "main/lesson_files.h"
#include "main/lesson_links.h"

namespace lookback::lessons {

// What the links say of the lesson's tasks, as CSV: name, seed, a column for each task (pass or fail) and one
// for its score where it has one, the number passed, and a note. Rows of one name are one student: a task is
// passed when one of the links passes it. A student none of whose links opens has a note instead.
std::string grades_csv(const LessonFile& lesson, const HandedInList& list);

}  // namespace lookback::lessons
