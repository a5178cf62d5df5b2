#include <algorithm>

#include "app/slice.h"
#include "app/workspace.h"

// The present study's work, in slices.
namespace lookback::app {

bool Workspace::work(Clock clock, double budget_ms) {
  if (!working_) {
    return false;
  }
  const double began = clock();
  if (shows_work_) {
    shows_work_ = false;
    next_renewal_ms_ = renewed_ms_ + until_renewal_ms(began - renewed_ms_);
  }
  double spent_ms = 0;
  double longest_ms = 0;
  do {  // a step is begun only where the longest so far would still fit
    working_ = present_->work->step(clock);
    const double step_ms = clock() - began - spent_ms;
    spent_ms += step_ms;
    longest_ms = std::max(longest_ms, step_ms);
  } while (working_ && spent_ms + longest_ms <= budget_ms);
  if (!working_ || !(began < next_renewal_ms_)) {
    show_work();
    renewed_ms_ = clock();
    shows_work_ = working_;
  }
  return true;
}

void Workspace::show_work() {
  make_sheet();
  if (!working_ && sheet_.finding != said_finding_) {
    announcement_ = said_finding_ = sheet_.finding;
  }
  rebuild_nodes();
  if (study_of(experiment()).look != nullptr) {
    ++revision_;  // the tiles of a map, which are no nodes, may be others
  }
}

void Workspace::want(std::span<const map::TilePlace> places) {
  if (present_->work == nullptr) {
    return;
  }
  const bool says_more = present_->work->want(places);
  working_ = present_->work->progress() < 1;
  if (says_more && !working_) {
    make_sheet();
    rebuild_nodes();
  }
}

// Keeps work that belongs to the experiment; where it does not, it is gone, and begun afresh where the study
// works by itself or was asked to.
void Workspace::renew_work(bool asked) {
  const Study& study = study_of(experiment());
  std::unique_ptr<Work>& work = present_->work;
  if (!asked && work != nullptr && (work->serves(experiment()) || work->follow(experiment()))) {
    working_ = work->progress() < 1;
    return;
  }
  work = study.work != nullptr && (asked || study.works_by_itself) ? study.work(experiment()) : nullptr;
  if (work != nullptr) {
    work->read_from(files_.get());
  }
  working_ = work != nullptr && work->progress() < 1;
}

}  // namespace lookback::app
