#include "main/golden.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/has.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// A folder with the arrays of softmax-single, one query that sees one key, and a manifest of one case.
struct OneCase {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "lookback_golden_test";

  OneCase() {
    std::filesystem::copy(LOOKBACK_SOURCE_DIR "/tests/golden/softmax-single-b1h1s1d2", folder,
                          std::filesystem::copy_options::recursive);
  }
  ~OneCase() { std::filesystem::remove_all(folder); }
  OneCase(const OneCase&) = delete;
  OneCase& operator=(const OneCase&) = delete;

  GoldenResult run(const std::string& text) const {
    std::ofstream(folder / "manifest.json") << text;
    const auto results = run_golden((folder / "manifest.json").string());
    REQUIRE(results.has_value());
    REQUIRE(results->size() == 1);
    return results->front();
  }

  static std::string array(const std::string& name, const std::string& file, const std::string& more = "") {
    return '"' + name + R"(": {"file": ")" + file + R"(.npy")" + more + "}";
  }
  static std::string manifest(const std::string& outputs, const std::string& params = "",
                              const std::string& about_q = "") {
    return R"({"cases": [{"id": "one", "mechanism": "softmax_attention", "params": {)" + params +
           R"(}, "inputs": {)" + array("q", "q", about_q) + "," + array("k", "k") + "," + array("v", "v") +
           R"(}, "outputs": {)" + outputs + "}}]}";
  }
};

}  // namespace

TEST_CASE("every mechanism agrees with the golden numbers in every form and both precisions") {
  const auto results = run_golden(LOOKBACK_SOURCE_DIR "/tests/golden/manifest.json");
  REQUIRE(results.has_value());
  CHECK(results->size() == 96);
  for (const GoldenResult& result : *results) {
    CAPTURE(result.id);
    CAPTURE(result.remark);
    CHECK(result.verdict == Verdict::passed);  // not failed and not skipped
  }
}

TEST_CASE("a case fails with a sentence: an output out of tolerance, of another shape, or made by no form") {
  const OneCase one;
  CHECK(one.run(OneCase::manifest(OneCase::array("out", "out"))).verdict == Verdict::passed);
  const auto remark = [&one](const std::string& manifest) {
    const GoldenResult result = one.run(manifest);
    CHECK(result.verdict == Verdict::failed);
    return result.remark;
  };
  CHECK(has(remark(OneCase::manifest(OneCase::array("out", "q"))), "out of tolerance: element 0 is "));
  CHECK(has(remark(OneCase::manifest(OneCase::array("out", "lse"))),
            "is of shape [1, 1, 1, 2], not [1, 1, 1]"));
  CHECK(has(remark(OneCase::manifest(OneCase::array("state", "out"))), "no form produces state in float32"));
  CHECK(has(remark(OneCase::manifest(OneCase::array("out", "nothing"))), "cannot be opened"));
  CHECK(has(remark(OneCase::manifest(OneCase::array("out", "out"), R"("mask": "oblique")")), "oblique"));
  CHECK(has(remark(OneCase::manifest(OneCase::array("out", "out"), "", R"(, "shape": [1, 2])")),
            "manifest says [1, 2]"));
  CHECK(has(remark(OneCase::manifest(R"("out": {})")), "names no file"));
  CHECK(has(remark(OneCase::manifest("")), "names no output"));
  CHECK(has(remark(R"({"cases": [{"id": "one", "mechanism": "softmax_attention"}]})"), "names no output"));
  CHECK(has(remark(R"({"cases": [{}]})"), "names no mechanism"));
  CHECK(has(remark(R"({"cases": [7]})"), "names no mechanism"));
}

TEST_CASE("a manifest that cannot be used is refused with a sentence") {
  CHECK(run_golden("no/such/file.json").error().sentence.find("cannot be opened") != std::string::npos);
  const auto wrong = run_golden(LOOKBACK_SOURCE_DIR "/tests/golden/README.md");
  REQUIRE(!wrong.has_value());
  CHECK(wrong.error().sentence.find("no golden manifest") != std::string::npos);
}
