#pragma once

#include <algorithm>

// How much time a study's work has.
namespace lookback::app {

// Of a frame. While the learner is at it, an edit and what it leads to must find room in the same frame;
// after half a second without a touch there is nothing to answer, and what comes next waits for one slice,
// which with its picture is a frame of 1/60 s still.
inline double slice_ms(double untouched_ms) { return untouched_ms < 500 ? 5 : 12; }

// From one renewal of what is shown of the work to the next, when showing it took so long: it would else take
// longer than the work itself.
inline double until_renewal_ms(double showing_ms) { return std::clamp(4 * showing_ms, 200.0, 5000.0); }

}  // namespace lookback::app
