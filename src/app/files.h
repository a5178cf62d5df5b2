#pragma once

#include <string_view>

#include "experiment/source.h"
#include "experiment/whole_files.h"
#include "studies/sheet.h"

namespace lookback::app {

class Workspace;

// The files that the workspace has open. Their code comes after the first frame, so that the workspace knows
// them by this alone.
class Files : public SourceNumbers, public WholeFiles {
 public:
  // Says on the sheet of what the board shows a window.
  virtual void add_windows(Sheet& sheet, const Experiment& experiment,
                           const Evaluation& evaluation) const = 0;
  // A press on one of the buttons that it put there.
  virtual Expected<void> press(Workspace& workspace, std::string_view button) = 0;
};

}  // namespace lookback::app
