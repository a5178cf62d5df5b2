#pragma once

#include <doctest/doctest.h>

#include <string>

#include "experiment/link.h"

namespace lookback::testing {

// The experiment that a link says.
inline Experiment experiment_at(const std::string& link) {
  const Expected<Experiment> experiment = from_link(link);
  REQUIRE_MESSAGE(experiment.has_value(), (experiment ? "" : experiment.error().sentence));
  return *experiment;
}

}  // namespace lookback::testing
