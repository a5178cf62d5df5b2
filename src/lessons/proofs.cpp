#include "lessons/proofs.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "lessons/states.h"
#include "lessons/step_proofs.h"

namespace lookback::lessons {

std::vector<std::string> violations(const Lesson& lesson) {
  constexpr std::size_t fewest_steps = 3;
  constexpr std::size_t most_steps = 8;
  std::vector<std::string> found;
  if (lesson.steps.size() < fewest_steps || lesson.steps.size() > most_steps) {
    found.push_back("The lesson has " +
                    plural("{0} step", "{0} steps", static_cast<std::int64_t>(lesson.steps.size())) +
                    "; 3 to 8 are accepted.");
  }
  if (!lesson.steps.empty() && lesson.steps.front().link.empty()) {
    found.push_back("The first step has no link, so nobody knows what the board shows.");
  }
  std::set<std::string> ids;
  States states;
  // Where the learner may stand who turns to a step without a link.
  std::vector<std::string> starts;
  for (const Step& step : lesson.steps) {
    if (!ids.insert(step.id).second) {
      found.push_back("Two steps have the id " + in_quotes(step.id) + ".");
    }
    if (!step.link.empty()) {
      starts = {step.link};
    }
    for (const std::string& sentence : StepProofs(step, starts, states).violations()) {
      found.push_back("Step " + in_quotes(step.id) + ", " + sentence);
    }
    if (step.task) {
      starts.push_back(step.task->solution);
    }
  }
  return found;
}

std::vector<std::string> violations_among(std::span<const Lesson> lessons) {
  std::vector<std::string> found;
  for (const Lesson& lesson : lessons) {
    const auto about = [&lesson](const std::string& what) { return "Lesson " + in_quotes(lesson.id) + what; };
    for (const Lesson& other : lessons) {
      if (&other < &lesson && other.id == lesson.id) {
        found.push_back(about(" is there twice."));
      } else if (&other < &lesson && other.order == lesson.order) {
        found.push_back(about(" has the same place in the list as " + in_quotes(other.id) + "."));
      }
    }
    for (const std::string& need : lesson.needs) {
      const auto needed = std::ranges::find(lessons, need, &Lesson::id);
      if (needed == lessons.end()) {
        found.push_back(about(" needs " + in_quotes(need) + ", which is no lesson."));
      } else if (needed->order >= lesson.order) {
        found.push_back(about(" needs " + in_quotes(need) + ", which does not come before it."));
      }
    }
  }
  return found;
}

}  // namespace lookback::lessons
