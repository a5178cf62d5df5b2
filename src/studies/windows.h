#pragma once

#include "studies/sheet.h"

namespace lookback::files {

// Of what the board shows a window, and what the whole would cost. The experiment has one.
Section windows_section(const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback::files
