#include "main/golden_costs.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/has.h"
#include "main/golden_cost_case.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// Enough to count all but the largest; those have their closed forms.
constexpr std::int64_t few_operations = 20'000'000;

// The result of a file with this one case.
GoldenResult result_of(const std::string& entry, std::int64_t most = few_operations) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / "lookback_golden_costs_test.json";
  std::ofstream(path) << R"({"cases": [)" << entry << "]}";
  const auto results = run_golden_costs(path.string(), most);
  std::filesystem::remove(path);
  REQUIRE(results.has_value());
  REQUIRE(results->size() == 1);
  return results->front();
}

std::string entry(const std::string& form, const std::string& params, const std::string& counts,
                  const std::string& memory = "") {
  return R"({"id": "one", "form": ")" + form + R"(", "params": {)" + params + R"(}, "counts": {)" + counts +
         R"(}, "memory_floats": {)" + memory + "}}";
}

// Two queries, bottom-right among three keys: 2 + 3 pairs.
const std::string rectangle =
    R"("mask": "causal_bottom_right", "S_q": 2, "S_k": 3, "d_k": 2, "d_v": 2, "pairs": 5)";
const std::string rectangle_counts = R"("mul": 25, "add": 30, "exp": 5, "div": 5, "cmp": 5, "mac": 20)";

}  // namespace

TEST_CASE("counts and closed forms equal those of golden/costs.json") {
  const auto results = run_golden_costs(LOOKBACK_SOURCE_DIR "/tests/golden/costs.json", few_operations);
  REQUIRE(results.has_value());
  CHECK(results->size() == 90);
  for (const GoldenResult& result : *results) {
    CAPTURE(result.id);
    CAPTURE(result.remark);
    CHECK(result.verdict == Verdict::passed);  // not failed and not skipped
  }
}

TEST_CASE("a cost case of other sizes is counted, or taken from the closed form where it is too long") {
  CHECK(result_of(entry("softmax_materialised_prefill", rectangle, rectangle_counts)).verdict ==
        Verdict::passed);
  const std::string long_generation = R"("prompt": 3, "new_tokens": 2)";
  const std::string counts = R"("attention_operations": 7, "pairs": 25)";  // 9 + 16
  const std::string form = "generation_bidirectional_recompute";
  CHECK(has(result_of(entry(form, long_generation, counts)).remark, "counted"));
  CHECK(has(result_of(entry(form, long_generation, counts), 100).remark, "closed form"));
  const std::string window = R"("t": 9, "heads": 3, "kv_heads": 1, "d_k": 2, "d_v": 1, "window": 4)";
  CHECK(result_of(entry("softmax_decode_step", window,
                        R"("mul": 48, "add": 60, "exp": 12, "div": 12, "cmp": 12, "mac": 36)",
                        R"("cache_read": 12, "cache_written": 3, "cache_resident": 12)"))
            .verdict == Verdict::passed);
}

TEST_CASE("a cost case fails with a sentence") {
  const auto remark = [](const std::string& one) {
    const GoldenResult result = result_of(one);
    CHECK(result.verdict == Verdict::failed);
    return result.remark;
  };
  const std::string form = "softmax_materialised_prefill";
  const std::string sizes = R"("mask": "causal", "S_q": 2, "S_k": 2, "d_k": 1, "d_v": 1)";
  const std::string counts = R"("mul": 9, "add": 12, "exp": 3, "div": 3, "cmp": 3, "mac": 6)";
  REQUIRE(result_of(entry(form, sizes, counts)).verdict == Verdict::passed);
  CHECK(has(remark(entry(form, sizes, R"("mul": 10)")), "mul is 9, not 10"));
  CHECK(has(remark(entry(form, sizes, R"("mul": "9")")), "mul is 9, not \"9\""));
  CHECK(has(remark(entry(form, sizes, R"("mul": 9)")), "add is 12, not 0"));
  CHECK(has(remark(entry(form, sizes, counts + R"(, "sin": 1)")), "“sin” is not known"));
  CHECK(has(remark(entry(form, sizes, counts, R"("score_traffic": 17)")), "score_traffic is 16, not 17"));
  CHECK(has(remark(entry(form, sizes, counts, R"("disc": 17)")), "“disc” is not known"));
  CHECK(has(remark(entry(form, sizes + R"(, "pairs": 4)", counts)), "pairs is 3, not 4"));
  CHECK(has(remark(entry(form, R"("S_q": 2)", counts)), "S_k must be a whole number"));
  CHECK(has(remark(entry(form, R"("S_q": 2.5)", counts)), "S_q must be a whole number"));
  CHECK(has(remark(entry(form, R"("S_q": -1)", counts)), "S_q must be a whole number"));
  CHECK(has(remark(entry(form, sizes + R"(, "mask": "oblique")", counts)), "“oblique” is not known"));
  CHECK(has(remark(entry("softmax_sideways", sizes, counts)), "Known are softmax_materialised_prefill"));
  CHECK(has(remark("{}"), "is not known"));
  CHECK(has(remark("7"), "is not known"));
  CHECK(has(remark(R"({"form": "rope_vector"})"), "no counts"));
  CHECK(has(remark(R"({"form": "rope_vector", "counts": {}})"), "d must be a whole number"));
  CHECK(has(remark(entry("rope_vector", R"("d": 3)", "")), "even size"));
}

TEST_CASE("every form of costs.json says which parameter is missing") {
  std::string names = cost_form_names() + ", ";
  int forms = 0;
  for (std::size_t comma = 0; (comma = names.find(", ")) != std::string::npos; names.erase(0, comma + 2)) {
    const GoldenResult result = result_of(entry(names.substr(0, comma), "", ""));
    CAPTURE(names.substr(0, comma));
    CHECK(has(result.remark, " must be "));
    ++forms;
  }
  CHECK(forms >= 20);
  CHECK(has(run_golden_costs("no/such/file.json").error().sentence, "cannot be opened"));
}
