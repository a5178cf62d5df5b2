#include <cmath>

#include "fuzz/claims.h"
#include "main/lesson_files.h"

namespace lookback::fuzz {
namespace {

void claim_numbers_are_finite(const lessons::Lesson& lesson) {
  FUZZ_CLAIM(std::isfinite(lesson.order) && lesson.minutes > -1'000'000'000 &&
             lesson.minutes < 1'000'000'000);
  for (const lessons::Step& step : lesson.steps) {
    if (step.task && step.task->score) {
      FUZZ_CLAIM(std::isfinite(step.task->score->best));
    }
    const auto* question =
        step.question ? std::get_if<lessons::NumberQuestion>(&step.question->answer) : nullptr;
    if (question != nullptr) {
      FUZZ_CLAIM(std::isfinite(question->answer));
      FUZZ_CLAIM(question->tolerance >= 0 && question->tolerance < 1);
    }
  }
}

// All words of it, to compare.
std::string words_of(const lessons::Lesson& lesson) {
  std::string words = lesson.id + '\0' + lesson.title + '\0' + lesson.teaches;
  for (const std::string& needed : lesson.needs) {
    words += '\0' + needed;
  }
  for (const lessons::Step& step : lesson.steps) {
    words += '\0' + step.id + '\0' + step.title + '\0' + step.link;
    for (const std::string& text : step.text) {
      words += '\0' + text;
    }
    words += step.task ? step.task->text + '\0' + step.task->check : "";
    words += step.question ? step.question->text + '\0' + step.question->why : "";
  }
  return words;
}

}  // namespace

// A lesson's file: every variant of it or what is wrong, and the same after another program has written it.
void read_lesson(std::string_view input) {
  const lessons::LessonFile file = lessons::lesson_of_json(input);
  for (const std::string& problem : file.problems) {
    claim_sentence(problem);
  }
  if (!file.problems.empty()) {
    return;
  }
  FUZZ_CLAIM(!file.variants.empty());
  FUZZ_CLAIM(file.variant_of(~std::uint64_t{0}) < file.variants.size());
  const lessons::LessonFile again = lessons::lesson_of_json(rewritten(input));
  FUZZ_CLAIM(again.problems.empty() && again.variants.size() == file.variants.size());
  for (std::size_t i = 0; i < file.variants.size(); ++i) {
    claim_numbers_are_finite(file.variants[i]);
    FUZZ_CLAIM(words_of(file.variants[i]) == words_of(again.variants[i]));
  }
}

}  // namespace lookback::fuzz
