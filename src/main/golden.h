#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace lookback {

enum class Verdict : std::uint8_t { passed, failed, skipped };

struct GoldenResult {
  std::string id;
  Verdict verdict = Verdict::passed;
  double largest_error = 0;  // absolute, in double precision, over all forms and outputs
  std::string remark;        // why it failed or was skipped; which forms ran
};

// Runs the cases of a golden manifest (tests/golden/README.md), each in every form that its mechanism has and
// in both precisions, and reports them one by one. Every output that a case names must be produced by at
// least one form. Cases of mechanisms that are not built are skipped.
Expected<std::vector<GoldenResult>> run_golden(const std::string& manifest_path);

Expected<std::string> read_file(const std::string& path);

}  // namespace lookback
