#include "main/cli_check.h"

#include <cstdio>

#include "main/golden.h"

namespace lookback {

int check_manifest(const std::string& path) {
  const Expected<std::vector<GoldenResult>> results = run_golden(path);
  if (!results) {
    std::fprintf(stderr, "%s\n", results.error().sentence.c_str());
    return 2;
  }
  int counts[3] = {0, 0, 0};
  for (const GoldenResult& result : *results) {
    ++counts[static_cast<int>(result.verdict)];
    const char* const words[] = {"ok  ", "FAIL", "skip"};
    std::printf("%s  %-34s", words[static_cast<int>(result.verdict)], result.id.c_str());
    if (result.verdict != Verdict::skipped) {
      std::printf("  largest error %8.2g", result.largest_error);
    }
    std::printf("  %s\n", result.remark.c_str());
  }
  std::printf("%d passed, %d failed, %d skipped\n", counts[0], counts[1], counts[2]);
  return counts[1] > 0 ? 1 : 0;
}

}  // namespace lookback
