#include "experiment/history.h"

namespace lookback {

void History::push(Experiment next, std::uint32_t gesture) {
  if (next == current()) {
    return;
  }
  const bool same_gesture = gesture != 0 && gesture == gesture_ && present_ > 0;
  steps_.resize(present_ + 1, next);  // what was undone is gone; only ever shrinks
  if (same_gesture) {
    steps_[present_] = std::move(next);
    if (steps_[present_] == steps_[present_ - 1]) {
      // The gesture came back to where it began.
      steps_.pop_back();
      --present_;
      gesture_ = 0;
    }
    return;
  }
  steps_.push_back(std::move(next));
  ++present_;
  gesture_ = gesture;
  if (steps_.size() > longest + 1) {
    steps_.pop_front();
    --present_;
    ++dropped_;
  }
}

void History::undo() {
  LOOKBACK_ASSERT(can_undo());
  --present_;
  gesture_ = 0;
}

void History::redo() {
  LOOKBACK_ASSERT(can_redo());
  ++present_;
  gesture_ = 0;
}

const Experiment& History::undone() const {
  LOOKBACK_ASSERT(can_undo());
  return steps_[present_ - 1];
}

const Experiment& History::redone() const {
  LOOKBACK_ASSERT(can_redo());
  return steps_[present_ + 1];
}

}  // namespace lookback
