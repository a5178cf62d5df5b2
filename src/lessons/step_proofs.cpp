#include "lessons/step_proofs.h"

#include <algorithm>

#include "base/format.h"

namespace lookback::lessons {

StepProofs::StepProofs(const Step& step, const std::vector<std::string>& starts, States& states)
    : step_(step), starts_(starts), states_(states) {
  links_ = starts_;
  const auto add = [](std::vector<std::string>& all, const std::string& text) {
    if (!text.empty()) {
      all.push_back(text);
    }
  };
  if (step_.task) {
    add(links_, step_.task->solution);
    expressions_.push_back(step_.task->check);
    for (const Hint& hint : step_.task->hints) {
      add(links_, hint.example);
      expressions_.push_back(hint.when);
    }
    if (step_.task->score) {
      add(links_, step_.task->score->link);
      expressions_.push_back(step_.task->score->of);
    }
  }
  if (step_.question) {
    at_ = step_.question->at.empty() && !starts_.empty() ? starts_.front() : step_.question->at;
    add(links_, step_.question->at);
    if (const auto* question = std::get_if<ChoiceQuestion>(&step_.question->answer)) {
      for (const Choice& choice : question->choices) {
        add(expressions_, choice.when);
      }
    }
  }
}

std::vector<std::string> StepProofs::violations() {
  prove_links();
  if (step_.task) {
    prove_task(*step_.task);
    prove_hints(*step_.task);
    if (step_.task->score) {
      prove_score(*step_.task, *step_.task->score);
    }
  }
  prove_names();
  if (step_.question) {
    prove_question(*step_.question);
  }
  return found_;
}

void StepProofs::prove_links() {
  for (const std::string& link : links_) {
    unless(states_.at(link) != nullptr,
           "the link " + quoted(link) + " does not open. " + states_.refusal(link));
  }
}

std::optional<bool> StepProofs::holds(const std::string& condition, const std::string& link) {
  const Opened* state = states_.at(link);
  if (state == nullptr) {
    return std::nullopt;
  }
  const Expected<bool> result = state->holds(condition);
  if (!result) {
    report("the condition: " + result.error().sentence);
    return std::nullopt;
  }
  return *result;
}

std::optional<double> StepProofs::value(const std::string& expression, const std::string& link) {
  const Opened* state = states_.at(link);
  if (state == nullptr) {
    return std::nullopt;
  }
  const Expected<double> result = state->value_of(expression);
  if (!result) {
    report("the expression: " + result.error().sentence);
    return std::nullopt;
  }
  return *result;
}

void StepProofs::prove_task(const Task& task) {
  for (const std::string& start : starts_) {
    unless(holds(task.check, start) != true, "task: the check " + quoted(task.check) +
                                                 " holds before the learner does anything, at " +
                                                 quoted(start) + ".");
  }
  unless(holds(task.check, task.solution) != false,
         "task: the check " + quoted(task.check) + " does not hold at the solution.");
}

void StepProofs::prove_hints(const Task& task) {
  for (std::size_t i = 0; i < task.hints.size(); ++i) {
    const Hint& hint = task.hints[i];
    const std::string name = "hint " + std::to_string(i + 1) + " (" + hint.when + ")";
    unless(holds(hint.when, task.solution) != true,
           name + " holds at the solution: it would be shown to those who have got there.");
    if (hint.example.empty()) {
      continue;
    }
    unless(holds(task.check, hint.example) != true, name + ": the check holds at its example.");
    unless(holds(hint.when, hint.example) != false, name + " does not hold at its example.");
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (holds(task.hints[earlier].when, hint.example) == true) {
        report(name + ": at its example hint " + std::to_string(earlier + 1) + " (" +
               task.hints[earlier].when + ") holds too, and is shown instead.");
        break;
      }
    }
  }
}

void StepProofs::prove_score(const Task& task, const Score& score) {
  unless(holds(task.check, score.link) != false, "score: the check does not hold where the best is reached.");
  const std::optional<double> reached = value(score.of, score.link);
  if (reached && *reached != score.best) {
    report("score: " + score.of + " is " + shortest(*reached) + " at its link, and not " +
           shortest(score.best) + ".");
  }
  const std::optional<double> solved = value(score.of, task.solution);
  if (solved && *solved < score.best) {
    report("score: the solution reaches " + shortest(*solved) + ", which is less than the best, " +
           shortest(score.best) + ".");
  }
}

// A name that no state of the step has is a slip of the pen: nothing would ever be said of it.
void StepProofs::prove_names() {
  for (const std::string& expression : expressions_) {
    std::optional<std::vector<std::string>> nowhere;
    for (const std::string& link : links_) {
      const Opened* state = states_.at(link);
      if (state == nullptr) {
        continue;
      }
      const std::vector<std::string> absent = state->absent_names(expression);
      if (!nowhere) {
        nowhere = absent;
      }
      std::erase_if(*nowhere, [&absent](const std::string& name) {
        return std::ranges::find(absent, name) == absent.end();
      });
    }
    if (nowhere && !nowhere->empty()) {
      report("in " + quoted(expression) + " the name " + in_quotes(nowhere->front()) +
             " is not there in any state of this step; a hint's example can show it.");
    }
  }
}

}  // namespace lookback::lessons
