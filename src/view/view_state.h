#pragma once

#include <string>
#include <string_view>

#include "base/say.h"

namespace lookback::view {

// Why a control waits for the rest of the page.
inline constexpr std::string_view still_loading = "This part of the page is still loading."_said;

// What is shown but is no part of the experiment, so of no link: where the learner looks, and the controls'
// own positions.
struct ViewState {
  // The cells to explain: the pointed one, else the focused one, else a default; ids, which may be of none.
  std::string hovered;
  std::string focused;
  std::string shown;          // which tables stand beside the six of the product; empty for the default
  std::string playing;        // the button of what goes on by itself; empty for none
  double speed = 1;           // steps a second
  std::string chart_counter;  // empty for the first one that is not zero throughout
  int seed = 1;               // of the random presets
  bool can_undo = false;
  bool can_redo = false;
  bool can_reset = false;
  bool complete = true;  // false in the page until the code of other mechanisms and studies is there
};

}  // namespace lookback::view
