#include <algorithm>

#include "studies/at_scale/study.h"
#include "studies/board/study.h"
#include "studies/bug_zoo/study.h"
#include "studies/compare/study.h"
#include "studies/future_gradients/study.h"
#include "studies/leak_lamp/study.h"
#include "studies/long_map/study.h"
#include "studies/materialise/study.h"
#include "studies/model/study.h"
#include "studies/predict/study.h"
#include "studies/road/study.h"
#include "studies/stale_cache/study.h"
#include "studies/three_forms/study.h"

namespace lookback {
namespace {

// As the menu lists them: those of one shelf stand together.
constexpr const Study* all[] = {
    &board::study,       &model::study,       &stale_cache::study,
    &leak_lamp::study,   &bug_zoo::study,     &future_gradients::study,
    &road::study,        &three_forms::study, &compare::study,
    &materialise::study, &predict::study,     &long_map::study,
    &at_scale::study,
};

}  // namespace

std::span<const Study* const> studies() { return all; }

std::span<const StudySpec* const> study_specs() {
  static constexpr auto specs = [] {
    std::array<const StudySpec*, std::size(all)> result = {};
    std::ranges::copy(all, result.begin());
    return result;
  }();
  return specs;
}

const StudySpec* find_study_spec(std::string_view id) {
  const auto* found = std::ranges::find(all, id, &Study::id);
  return found == std::end(all) ? nullptr : *found;
}

const Study& study_of(const Experiment& experiment) {
  const auto* found = std::ranges::find(all, experiment.study, &Study::id);
  LOOKBACK_ASSERT(found != std::end(all));
  return **found;
}

Sheet whole_sheet(const Experiment& experiment, const Evaluation& evaluation, Clock clock) {
  const Study& study = study_of(experiment);
  if (study.sheet == nullptr) {
    return {};
  }
  const std::unique_ptr<Work> work = study.work == nullptr ? nullptr : study.work(experiment);
  while (work != nullptr && work->step(clock)) {
  }
  return study.sheet(experiment, evaluation, work.get());
}

}  // namespace lookback
