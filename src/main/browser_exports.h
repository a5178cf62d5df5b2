#pragma once

#include <string>

#include "main/browser.h"

namespace lookback {

// What the page's functions of src/main/browser_exports.cpp keep.
struct Outgoing {
  std::string texts;  // what snippets are made of, once the page has brought it
  std::string list;
  std::string exported;
};
Outgoing& browser_outgoing();

}  // namespace lookback
