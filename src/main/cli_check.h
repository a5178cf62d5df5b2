#pragma once

#include <string>

namespace lookback {

// Runs every case of a golden manifest, prints a line for each and a last line with the counts. Returns the
// exit status: 0 all passed, 1 a case failed, 2 the manifest cannot be used.
int check_manifest(const std::string& path);

}  // namespace lookback
