#include "experiment/history.h"

namespace lookback {

History::History(Experiment start) : steps_{std::move(start)}, bytes_(bytes_of(steps_.front())) {}

void History::drop_last() {
  bytes_ -= bytes_of(steps_.back());
  steps_.pop_back();
}

void History::drop_first() {
  bytes_ -= bytes_of(steps_.front());
  steps_.pop_front();
  --present_;
  ++dropped_;
}

void History::forget_one() {
  LOOKBACK_ASSERT(can_forget());
  if (present_ > 1) {
    drop_first();
  } else {
    drop_last();
  }
}

void History::push(Experiment next, std::uint32_t gesture) {
  if (next == current()) {
    return;
  }
  const bool same_gesture = gesture != 0 && gesture == gesture_ && present_ > 0;
  while (steps_.size() > present_ + 1) {
    drop_last();  // what was undone is gone
  }
  if (same_gesture) {
    bytes_ += bytes_of(next) - bytes_of(steps_[present_]);
    steps_[present_] = std::move(next);
    if (steps_[present_] == steps_[present_ - 1]) {
      // The gesture came back to where it began.
      drop_last();
      --present_;
      gesture_ = 0;
    }
    return;
  }
  bytes_ += bytes_of(next);
  steps_.push_back(std::move(next));
  ++present_;
  gesture_ = gesture;
  if (steps_.size() > most_steps + 1) {
    drop_first();
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
