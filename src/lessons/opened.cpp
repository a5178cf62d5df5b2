#include "lessons/opened.h"

#include <utility>

#include "experiment/link.h"
#include "studies/study.h"

namespace lookback::lessons {

Expected<Opened> Opened::from(std::string_view link) {
  Expected<Experiment> experiment = from_link(link);
  if (!experiment) {
    return std::unexpected(experiment.error());
  }
  return Opened(std::move(*experiment));
}

Opened::Opened(Experiment experiment)
    : experiment_(std::move(experiment)), evaluation_(evaluate_shown(experiment_)) {}

const Sheet& Opened::sheet() const {
  if (!sheet_) {
    sheet_ = whole_sheet(experiment_, evaluation_, nullptr);
  }
  return *sheet_;
}

State Opened::state() const {
  return {experiment_, evaluation_, [this]() -> const Sheet& { return sheet(); }};
}

Expected<bool> Opened::holds(std::string_view condition) const { return lessons::holds(condition, state()); }

Expected<double> Opened::value_of(std::string_view expression) const {
  return lessons::value_of(expression, state());
}

std::vector<std::string> Opened::absent_names(std::string_view text) const {
  return lessons::absent_names(text, state());
}

}  // namespace lookback::lessons
