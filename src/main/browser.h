#pragma once

#include "app/workspace.h"

// The page's one lab, of src/main/browser.cpp, for the page's functions of other files.
namespace lookback {

app::Workspace& browser_workspace();
void browser_wake();  // draws again

}  // namespace lookback
