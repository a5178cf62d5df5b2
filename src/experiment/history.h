#pragma once

#include <cstdint>
#include <deque>

#include "experiment/experiment.h"

namespace lookback {

// The experiments that were, for undo and redo.
class History {
 public:
  static constexpr std::size_t longest = 2000;  // undo steps kept

  explicit History(Experiment start) : steps_{std::move(start)} {}

  const Experiment& current() const { return steps_[present_]; }
  bool can_undo() const { return present_ > 0; }
  bool can_redo() const { return present_ + 1 < steps_.size(); }

  // Makes `next` the present. Changes of one gesture (the same number, not zero) are one undo step. Nothing
  // happens when it equals the present.
  void push(Experiment next, std::uint32_t gesture = 0);

  void undo();
  void redo();
  // What they would make the present.
  const Experiment& undone() const;
  const Experiment& redone() const;

 private:
  std::deque<Experiment> steps_;
  std::size_t present_ = 0;
  std::uint32_t gesture_ = 0;  // of the present step
};

}  // namespace lookback
