#pragma once

#include <span>

#include "lessons/lesson.h"

namespace lookback::lessons {

// What a lesson claims and the code does not do, and what contradicts itself in it, as sentences that begin
// with the step. Empty: everything is proven. Nothing is proven of the words.
std::vector<std::string> violations(const Lesson& lesson);

// The same of lessons beside each other: ids, their order, and what each needs.
std::vector<std::string> violations_among(std::span<const Lesson> lessons);

}  // namespace lookback::lessons
