#pragma once

#include <string>

#include "main/browser.h"

namespace lookback {

// The last answers of the page's functions of src/main/browser_document.cpp.
struct DocumentTexts {
  std::string link, open, salvage, values;
};
DocumentTexts& browser_document();

}  // namespace lookback
