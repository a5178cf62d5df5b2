#pragma once

#include "lessons/lesson.h"
#include "lessons/states.h"

namespace lookback::lessons {

// What a writer looks for in the file, whole.
inline std::string quoted(const std::string& text) { return "“" + text + "”"; }

// The proofs of one step. `starts`: links to where the learner may stand at its beginning; the last link that
// was set comes first.
class StepProofs {
 public:
  StepProofs(const Step& step, const std::vector<std::string>& starts, States& states);

  std::vector<std::string> violations();

 private:
  void prove_links();
  void prove_task(const Task& task);
  void prove_hints(const Task& task);
  void prove_score(const Task& task, const Score& score);
  void prove_names();

  void prove_question(const Question& question);
  void prove(const ChoiceQuestion& question);
  void prove(const NumberQuestion& question);
  void prove(const CellsQuestion& question);
  void prove(const OrderQuestion& question);
  void prove_reasons(const std::vector<std::string>& reasons);

  // Nothing, and a sentence, where it cannot be said.
  std::optional<bool> holds(const std::string& condition, const std::string& link);
  std::optional<double> value(const std::string& expression, const std::string& link);

  void report(std::string sentence) { found_.push_back(std::move(sentence)); }
  void unless(bool proven, const std::string& sentence) {
    if (!proven) {
      report(sentence);
    }
  }

  const Step& step_;
  const std::vector<std::string>& starts_;
  States& states_;
  std::string at_;                        // of the question
  std::vector<std::string> links_;        // every state of the step
  std::vector<std::string> expressions_;  // and everything that is asked of one
  std::vector<std::string> found_;
};

}  // namespace lookback::lessons
