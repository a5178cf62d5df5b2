#pragma once

#include <span>
#include <string>
#include <string_view>

#include "main/command_line.h"

namespace lookback {

// The commands of those who write lessons and of those who grade them; `arguments` begin with the command.
// What `grade` takes.
struct GradeRequest {
  std::string lesson;                  // an id, or a file
  std::string folder = "web/lessons";  // of the lessons
  std::string out;                     // a file; empty: the console
  std::string list;                    // the file of the links
};
int grade(const GradeRequest& request, const Console& console);

bool is_lesson_command(std::string_view command);
int run_lesson_command(std::span<const std::string_view> arguments, const Console& console);

inline constexpr std::string_view lesson_usage =
    "lookback value LINK EXPRESSION\n"
    "                             the number that a lesson's expression stands for in the state of a link;\n"
    "                             1 or 0 of a condition: lookback value 'cache=0' 'run.tokens_projected == "
    "15'\n"
    "lookback check-lesson FILE…  what lessons claim and this build does not do, as sentences; a folder\n"
    "                             stands for its lessons, which are then proven beside each other too\n"
    "lookback grade --lesson ID FILE\n"
    "                             pass or fail of each task, as CSV, for a list of links: one on each line, "
    "or a\n"
    "                             CSV with the columns name, link and seed; the rows of one name are one "
    "student's\n"
    "    --lesson ID              which lesson; a file, if it ends with .json\n"
    "    --lessons FOLDER         where the lessons are; web/lessons, if it is not said\n"
    "    --out FILE               into a file\n";

}  // namespace lookback
