#pragma once

#include <string_view>

#include "studies/sheet.h"

namespace lookback::files {

// Ids of its buttons, by which the window moves by its own size, or is copied.
inline constexpr std::string_view window_earlier = "window.earlier";
inline constexpr std::string_view window_later = "window.later";
inline constexpr std::string_view window_lower = "window.lower";
inline constexpr std::string_view window_higher = "window.higher";
inline constexpr std::string_view window_copy = "window.copy";

// Of what the board shows a window, and what the whole would cost. The experiment has one.
Section windows_section(const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback::files
