#include <doctest/doctest.h>

#include "main/golden.h"

using namespace lookback;

TEST_CASE("softmax attention agrees with the golden numbers in every form and both precisions") {
  const auto results = run_golden(LOOKBACK_SOURCE_DIR "/tests/golden/manifest.json");
  REQUIRE(results.has_value());
  int passed = 0;
  for (const GoldenResult& result : *results) {
    CAPTURE(result.id);
    CAPTURE(result.remark);
    CHECK(result.verdict != Verdict::failed);
    passed += result.verdict == Verdict::passed ? 1 : 0;
  }
  CHECK(passed >= 21);  // the cases of mechanism softmax_attention
}

TEST_CASE("a manifest that cannot be used is refused with a sentence") {
  CHECK(run_golden("no/such/file.json").error().sentence.find("cannot be opened") != std::string::npos);
  const auto wrong = run_golden(LOOKBACK_SOURCE_DIR "/tests/golden/README.md");
  REQUIRE(!wrong.has_value());
  CHECK(wrong.error().sentence.find("no golden manifest") != std::string::npos);
}
