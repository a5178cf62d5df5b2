#pragma once

#include <array>

#include "studies/bug_zoo/readings.h"
#include "studies/study.h"

// The learner's side of the zoo: which specimen is looked at, and what was answered.
namespace lookback::bug_zoo {

inline constexpr int specimen_count = 12;
inline constexpr int largest_order = 9999;

extern const std::array<ParameterSpec, 3 + specimen_count> parameters;
extern const std::array<InputSpec, 1> inputs;

int number_of(const Experiment& experiment);  // of the specimen that is looked at, from 1
int order_of(const Experiment& experiment);   // the seed of the order
Through through_of(const Experiment& experiment);
const Specimen& specimen_of(const Experiment& experiment);
int answer_in(const Experiment& experiment, int number);
std::string answer_id(int number);

// How many specimens were named, and how many of those rightly, without being told.
struct Score {
  int named = 0;
  int right = 0;
};
Score score_of(const Experiment& experiment);

// All tokens, and the queries of the second head.
Text text_of(const Experiment& experiment);

// The lamp of the specimen and, beside it, that of the definition.
class ZooWork : public Work {
 public:
  explicit ZooWork(const Experiment& experiment);

  bool step(Clock clock) override;
  double progress() const override;
  bool serves(const Experiment& experiment) const override;

  bool done() const { return seen_.done() && right_.done(); }
  const Jacobian& seen() const { return seen_; }
  const Jacobian& right() const { return right_; }

 private:
  const Specimen* specimen_;
  Text text_;
  DualPass seen_pass_;
  DualPass right_pass_;
  Jacobian seen_;
  Jacobian right_;
};

}  // namespace lookback::bug_zoo
