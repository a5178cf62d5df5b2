#pragma once

#include <optional>

#include "lessons/check.h"

namespace lookback::lessons {

// A link as lessons look at it: what is shown there, the study's work done without a clock, so that times are
// left out. What is not asked for is not made.
class Opened {
 public:
  static Expected<Opened> from(std::string_view link);
  explicit Opened(Experiment experiment);

  const Experiment& experiment() const { return experiment_; }
  Expected<bool> holds(std::string_view condition) const;
  Expected<double> value_of(std::string_view expression) const;
  std::vector<std::string> absent_names(std::string_view text) const;

 private:
  const Sheet& sheet() const;
  State state() const;

  Experiment experiment_;
  Evaluation evaluation_;
  mutable std::optional<Sheet> sheet_;
};

}  // namespace lookback::lessons
