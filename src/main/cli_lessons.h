#pragma once

#include <span>
#include <string_view>

#include "main/command_line.h"

namespace lookback {

// The commands of those who write lessons and of those who grade them; `arguments` begin with the command.
bool is_lesson_command(std::string_view command);
int run_lesson_command(std::span<const std::string_view> arguments, const Console& console);

inline constexpr std::string_view lesson_usage =
    "lookback value LINK EXPRESSION\n"
    "                             the number that a lesson's expression stands for in the state of a link;\n"
    "                             1 or 0 of a condition: lookback value 'cache=0' 'run.tokens_projected == "
    "15'\n"
    "lookback check-lesson FILE…  what lessons claim and this build does not do, as sentences; a folder\n"
    "                             stands for its lessons, which are then proven beside each other too\n";

}  // namespace lookback
