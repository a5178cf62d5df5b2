#include "main/cli_lessons.h"

#include <algorithm>
#include <filesystem>

#include "base/format.h"
#include "lessons/opened.h"
#include "lessons/proofs.h"
#include "main/lesson_files.h"

namespace lookback {
namespace {

using namespace lessons;

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

// The files that are meant: of a folder, its lessons.
Expected<std::vector<std::string>> files_of(Arguments operands) {
  std::vector<std::string> files;
  for (const std::string_view operand : operands) {
    std::error_code failed;
    if (!std::filesystem::is_directory(operand, failed)) {
      files.emplace_back(operand);
      continue;
    }
    const Expected<std::vector<std::string>> inside = lesson_paths(std::string(operand));
    if (!inside) {
      return std::unexpected(inside.error());
    }
    files.insert(files.end(), inside->begin(), inside->end());
  }
  return files;
}

// What is wrong with one file; nothing when all is proven.
std::vector<std::string> violations_of(const LessonFile& file) {
  std::vector<std::string> found = file.problems;
  for (std::size_t i = 0; i < file.variants.size() && file.problems.empty(); ++i) {
    const std::string variant = file.variants.size() > 1 ? "Variant " + std::to_string(i) + ": " : "";
    for (const std::string& sentence : violations(file.variants[i])) {
      found.push_back(variant + sentence);
    }
  }
  return found;
}

int check_lesson_command(Arguments operands, const Console& console) {
  const Expected<std::vector<std::string>> files = files_of(operands);
  if (!files || files->empty()) {
    return refuse(console,
                  files ? "check-lesson takes the files of lessons, or their folder: lookback check-lesson "
                          "web/lessons."
                        : files.error().sentence);
  }
  bool proven = true;
  const auto report = [&console, &proven](const std::string& place,
                                          const std::vector<std::string>& sentences) {
    for (const std::string& sentence : sentences) {
      console.out(place + ": " + sentence + "\n");
    }
    proven = proven && sentences.empty();
  };
  std::vector<Lesson> lessons;
  for (const std::string& path : *files) {
    const Expected<LessonFile> file = read_lesson(path);
    if (!file) {
      return refuse(console, file.error().sentence);
    }
    const std::vector<std::string> found = violations_of(*file);
    report(path, found);
    if (file->problems.empty()) {
      lessons.push_back(file->variants.front());
    }
    if (found.empty()) {
      console.out(
          path + ": proven, " +
          plural("{0} step", "{0} steps", static_cast<std::int64_t>(file->variants.front().steps.size())) +
          (file->variants.size() > 1 ? ", " + std::to_string(file->variants.size()) + " variants" : "") +
          ".\n");
    }
  }
  if (files->size() > 1) {
    report("Together", violations_among(lessons));
  }
  return proven ? 0 : 1;
}

int grade_command(Arguments operands, const Console& console) {
  constexpr std::string_view example = "lookback grade --lesson why-causal --out grades.csv links.csv.";
  GradeRequest request;
  struct Option {
    std::string_view name;
    std::string GradeRequest::* value;
  };
  constexpr Option options[] = {{"--lesson", &GradeRequest::lesson},
                                {"--lessons", &GradeRequest::folder},
                                {"--out", &GradeRequest::out}};
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const auto* option = std::ranges::find(options, operands[i], &Option::name);
    if (option != std::end(options)) {
      if (++i == operands.size() || operands[i].empty()) {
        return refuse(console,
                      "The option " + std::string(option->name) + " needs a value: " + std::string(example));
      }
      request.*option->value = operands[i];
    } else if (operands[i].starts_with("--")) {
      return refuse(console, "The option " + std::string(operands[i]) +
                                 " is not known. grade has --lesson, --lessons and --out.");
    } else if (request.list.empty()) {
      request.list = operands[i];
    } else {
      return refuse(console, "grade takes one file of links: " + std::string(example));
    }
  }
  if (request.lesson.empty() || request.list.empty()) {
    return refuse(console, "grade takes a lesson and a file of links: " + std::string(example));
  }
  return grade(request, console);
}

struct LessonCommand {
  std::string_view name;
  int (*run)(Arguments operands, const Console& console);
};
constexpr LessonCommand commands[] = {
    {"value", value_command},
    {"check-lesson", check_lesson_command},
    {"grade", grade_command},
};

}  // namespace

bool is_lesson_command(std::string_view command) {
  return std::ranges::find(commands, command, &LessonCommand::name) != std::end(commands);
}

int run_lesson_command(Arguments arguments, const Console& console) {
  return std::ranges::find(commands, arguments.front(), &LessonCommand::name)
      ->run(arguments.subspan(1), console);
}

}  // namespace lookback
