#include "main/cli_lessons.h"

#include <algorithm>

#include "base/format.h"
#include "lessons/opened.h"

namespace lookback {
namespace {

using Arguments = std::span<const std::string_view>;

int refuse(const Console& console, const std::string& sentence) {
  console.err(sentence + "\n");
  return 2;
}

int value_command(Arguments operands, const Console& console) {
  if (operands.size() != 2) {
    return refuse(console, "value takes a link and an expression: lookback value 'LINK' 'run.mac'.");
  }
  const Expected<Opened> state = Opened::from(operands[0]);
  const Expected<double> value = state ? state->value_of(operands[1]) : std::unexpected(state.error());
  if (!value) {
    return refuse(console, value.error().sentence);
  }
  console.out(shortest(*value) + "\n");
  return 0;
}

struct LessonCommand {
  std::string_view name;
  int (*run)(Arguments operands, const Console& console);
};
constexpr LessonCommand commands[] = {{"value", value_command}};

}  // namespace

bool is_lesson_command(std::string_view command) {
  return std::ranges::find(commands, command, &LessonCommand::name) != std::end(commands);
}

int run_lesson_command(Arguments arguments, const Console& console) {
  return std::ranges::find(commands, arguments.front(), &LessonCommand::name)
      ->run(arguments.subspan(1), console);
}

}  // namespace lookback
