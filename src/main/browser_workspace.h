#pragma once

#include "app/workspace.h"

namespace lookback {

// The page's one workspace, of src/main/browser.cpp.
app::Workspace& browser_workspace();

}  // namespace lookback
