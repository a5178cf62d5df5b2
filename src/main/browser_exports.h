#pragma once

#include <string>

#include "app/workspace.h"

namespace lookback {

// What the page's functions of src/main/browser_exports.cpp keep.
struct Outgoing {
  std::string texts;  // what snippets are made of, once the page has brought it
  std::string list;
  std::string exported;
};

// The page's one workspace and the like, of src/main/browser.cpp.
app::Workspace& browser_workspace();
Outgoing& browser_outgoing();

}  // namespace lookback
