#pragma once

#include <string>

namespace lookback::view {

// What is shown but is no part of the experiment, so of no link: where the learner looks, and the controls'
// own positions.
struct ViewState {
  std::string inspected;  // the id of the cell to explain; empty for the default one
  bool playing = false;
  double speed = 1;  // steps a second
  std::string chart_counter = "score_dot_products";
  int seed = 1;  // of the random presets
  bool can_undo = false;
  bool can_redo = false;
  bool can_reset = false;
};

}  // namespace lookback::view
