#include "main/cli_check.h"

#include <cstdio>

#include "base/format.h"
#include "main/golden_costs.h"
#include "main/golden_files.h"

namespace lookback {
namespace {

struct Tally {
  std::size_t cases = 0;
  int failed = 0;
  int skipped = 0;
};

void print(const std::vector<GoldenResult>& results, bool with_errors, Tally& tally) {
  for (const GoldenResult& result : results) {
    const char* const words[] = {"ok  ", "FAIL", "skip"};
    std::printf("%s  %-36s", words[static_cast<int>(result.verdict)], result.id.c_str());
    if (with_errors && result.verdict != Verdict::skipped) {
      std::printf("  largest error %8.2g", result.largest_error);
    }
    std::printf("  %s\n", result.remark.c_str());
    tally.failed += result.verdict == Verdict::failed ? 1 : 0;
    tally.skipped += result.verdict == Verdict::skipped ? 1 : 0;
  }
  tally.cases += results.size();
}

int refuse(const Error& error) {
  std::fprintf(stderr, "%s\n", error.sentence.c_str());
  return 2;
}

}  // namespace

int check_manifest(const std::string& path) {
  const Expected<std::vector<GoldenResult>> arrays = run_golden(path);
  if (!arrays) {
    return refuse(arrays.error());
  }
  Tally tally;
  print(*arrays, true, tally);
  std::string summary = plural(static_cast<std::int64_t>(tally.cases), "case");
  const std::string costs_path = folder_of(path) + "costs.json";
  if (read_file(costs_path)) {
    const Expected<std::vector<GoldenResult>> costs = run_golden_costs(costs_path);
    if (!costs) {
      return refuse(costs.error());
    }
    print(*costs, false, tally);
    summary += " and " + plural(static_cast<std::int64_t>(costs->size()), "cost case");
  } else {
    summary += " (no costs.json beside them)";
  }
  std::printf("%s, %d failed, %d skipped\n", summary.c_str(), tally.failed, tally.skipped);
  return tally.failed > 0 ? 1 : 0;
}

}  // namespace lookback
