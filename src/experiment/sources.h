#pragma once

#include <optional>
#include <span>

#include "experiment/experiment.h"

// What an experiment says of the matrices that come from files.
namespace lookback {

// What rows and columns of Q, K, V or an input are.
struct Axes {
  Size rows = Size::tokens;
  Size columns = Size::key_width;
};
Axes axes_of(const Experiment& experiment, std::string_view id);

// Q, K, V or an edited input; null for an input that is as its spec says.
const Matrix<double>* held_matrix(const Experiment& experiment, std::string_view id);

// Whether windows of two files can stand on one board: the same tokens, and equal widths where they share
// them.
bool fit_each_other(const Experiment& experiment, std::string_view one, const Source& a,
                    std::string_view other, const Source& b);

// A sentence when two sources do not fit each other.
Expected<void> check_sources(const Experiment& experiment);

// Gives the matrices that the experiment holds their sources; a sentence when two do not fit each other.
Expected<void> set_sources(Experiment& experiment, Sources sources);

// The first source whose numbers `next` changed without changing the source; null when there is none.
const std::string* changed_source(const Experiment& before, const Experiment& next);

// Numbers that changed come from no file any more.
void forget_changed_sources(const Experiment& before, Experiment& next);

// The sizes of the whole sequence of which the board shows a window; nothing without one.
struct Whole {
  int tokens = 0;
  int key_width = 0;
  int value_width = 0;
};
std::optional<Whole> whole_of(const Experiment& experiment);

}  // namespace lookback
