#pragma once

#include <string>
#include <vector>

#include "main/browser.h"
#include "tensor/tensor_file.h"

namespace lookback {

// A file that comes part by part, and the last answers about files.
struct IncomingFile {
  std::string name;
  std::vector<files::Part> parts;
  std::string file_text, place_text, awaited_text;
};
IncomingFile& browser_incoming();

}  // namespace lookback
