#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/experiment.h"
#include "map/long_inputs.h"
#include "map/rule.h"
#include "map/tiles.h"

// What the learner set, as the map takes it.
namespace lookback::long_map {

struct Cell {
  int query = 0;
  int key = 0;

  friend bool operator==(const Cell&, const Cell&) = default;
};

struct Asked {
  map::LongSpec inputs;
  int value_width = 0;
  map::Rule rule;
  std::vector<map::RowEdit> rows = {};  // that the learner replaced
  map::Pooling pooling = map::Pooling::mean;
  bool logarithmic = false;  // colours
  map::View view;
  Cell chosen;

  int width(map::Role role) const { return role == map::Role::values ? value_width : inputs.width; }
  bool is_generated() const { return inputs.generator != "file"; }
  bool is_retention() const { return rule.mechanism == map::Mechanism::retention; }
  friend bool operator==(const Asked&, const Asked&) = default;
};

Asked asked_of(const Experiment& experiment);

// A parameter of the study.
void set(Experiment& experiment, std::string_view id, double value);
void set_chosen(Experiment& experiment, const Cell& cell);

// See StudySpec.
std::optional<Misfit> settle(const Experiment& before, Experiment& next);
std::string describe_change(const Experiment& before, const Experiment& after);

}  // namespace lookback::long_map
