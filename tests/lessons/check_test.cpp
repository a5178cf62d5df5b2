#include "lessons/check.h"

#include <doctest/doctest.h>

using namespace lookback;

TEST_CASE("conditions of lessons") {
  const Experiment start = start_experiment();
  const Evaluation evaluation = evaluate(start);
  for (const char* condition :
       {"position == 5", "tokens == 5 and cache == 1", "run.tokens_projected == 5",
        "run.score_dot_products == 15", "step.score_dot_products == 5", "mask.causal", "not mask.none",
        "form.materialised == 1", "d_k*2 == 8", "cache == 0 or mask_is_causal",
        "(position > 4) and (position >= 5) and position < 6 and position <= 5", "masked_pairs == 10",
        "tokens*(tokens+1) == 30", "position != 4", "1 - 1 == 0"}) {
    CAPTURE(condition);
    const auto result = holds(condition, start, evaluation);
    REQUIRE(result.has_value());
    CHECK(*result);
  }
  CHECK(!*holds("cache == 0", start, evaluation));
  CHECK(!*holds("position == 5 and position == 4", start, evaluation));
  for (const char* broken :
       {"", "position ==", "positron == 1", "(position == 5", "position == 5)", "and", "1 1", "run.none == 1",
        "form.none", "mask.none.x", "position = 5", "a\xff", "1e999 == 1"}) {
    CAPTURE(broken);
    const auto result = holds(broken, start, evaluation);
    REQUIRE(!result.has_value());
    CHECK(result.error().sentence.ends_with("."));
  }
  CHECK(!holds(std::string(100000, '('), start, evaluation).has_value());
  std::string nots;
  for (int i = 0; i < 50000; ++i) {
    nots += "not ";
  }
  CHECK(!holds(nots + "1", start, evaluation).has_value());
}
