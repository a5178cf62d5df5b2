#pragma once

#include <cstdint>
#include <deque>

#include "experiment/experiment.h"

namespace lookback {

// The experiments that were, for undo and redo.
class History {
 public:
  explicit History(Experiment start);

  const Experiment& current() const { return steps_[present_]; }

  // The present among all steps there ever were, and one behind the last that can be redone.
  struct Place {
    std::size_t present;
    std::size_t end;

    friend bool operator==(const Place&, const Place&) = default;
  };
  Place place() const { return {dropped_ + present_, dropped_ + steps_.size()}; }

  // What the steps take in memory. The one that is present, and the one before it, are never forgotten.
  std::size_t bytes() const { return bytes_; }
  bool can_forget() const { return present_ > 1 || present_ + 1 < steps_.size(); }
  // The oldest step; where none stands before the present, the last that could be redone.
  void forget_one();

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
  void drop_last();
  void drop_first();

  std::deque<Experiment> steps_;
  std::size_t bytes_ = 0;
  std::size_t present_ = 0;
  std::size_t dropped_ = 0;    // the oldest, of which there were too many
  std::uint32_t gesture_ = 0;  // of the present step
};

}  // namespace lookback
