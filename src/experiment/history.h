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

  // The present among all steps there ever were, and one behind the last that can be redone.
  struct Place {
    std::size_t present;
    std::size_t end;

    friend bool operator==(const Place&, const Place&) = default;
  };
  Place place() const { return {dropped_ + present_, dropped_ + steps_.size()}; }

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
  std::size_t dropped_ = 0;    // the oldest, of which there were too many
  std::uint32_t gesture_ = 0;  // of the present step
};

}  // namespace lookback
