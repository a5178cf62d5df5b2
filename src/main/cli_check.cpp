#include <algorithm>
#include <cstdio>
#include <string>

#include "base/format.h"
#include "main/command_line.h"
#include "main/golden_costs.h"
#include "main/golden_files.h"

namespace lookback {
namespace {

struct Tally {
  std::size_t cases = 0;
  int failed = 0;
  int skipped = 0;
};

// "ok    softmax-single-b1h1s1d2               largest error  1.1e-16  materialised; …"
std::string line_of(const GoldenResult& result, bool with_error) {
  constexpr std::size_t id_width = 38;
  const char* const words[] = {"ok    ", "FAIL  ", "skip  "};
  std::string line = words[static_cast<int>(result.verdict)] + result.id;
  line.resize(std::max(line.size(), id_width + 6), ' ');
  if (with_error && result.verdict != Verdict::skipped) {
    char text[40];
    std::snprintf(text, sizeof text, "  largest error %8.2g", result.largest_error);
    line += text;
  }
  return line + "  " + result.remark + "\n";
}

void print(const std::vector<GoldenResult>& results, bool with_errors, const Console& console, Tally& tally) {
  for (const GoldenResult& result : results) {
    console.out(line_of(result, with_errors));
    tally.failed += result.verdict == Verdict::failed ? 1 : 0;
    tally.skipped += result.verdict == Verdict::skipped ? 1 : 0;
  }
  tally.cases += results.size();
}

int refuse(const Error& error, const Console& console) {
  console.err(error.sentence + "\n");
  return 2;
}

}  // namespace

int check_manifest(std::string_view path, const Console& console) {
  const std::string manifest(path);
  const Expected<std::vector<GoldenResult>> arrays = run_golden(manifest);
  if (!arrays) {
    return refuse(arrays.error(), console);
  }
  Tally tally;
  print(*arrays, true, console, tally);
  std::string summary = plural("{0} case", "{0} cases", static_cast<std::int64_t>(arrays->size()));
  const std::string costs_path = folder_of(manifest) + "costs.json";
  if (read_file(costs_path)) {
    const Expected<std::vector<GoldenResult>> costs = run_golden_costs(costs_path);
    if (!costs) {
      return refuse(costs.error(), console);
    }
    print(*costs, false, console, tally);
    summary += " and " + plural("{0} cost case", "{0} cost cases", static_cast<std::int64_t>(costs->size()));
  } else {
    summary += " (there is no costs.json beside them)";
  }
  console.out(summary + ", " + std::to_string(tally.failed) + " failed, " + std::to_string(tally.skipped) +
              " skipped\n");
  return tally.failed + tally.skipped > 0 ? 1 : 0;
}

}  // namespace lookback
