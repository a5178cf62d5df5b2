#include <doctest/doctest.h>

#include <algorithm>

#include "kernels/attention_case.h"

using namespace lookback;
using namespace lookback::testing;
using kernels::Kernels;
using kernels::runnable_kernels;

namespace {

constexpr float untouched = -123;

struct Panel {
  int queries;
  int keys;
  int width;
  float scale;
  Floats q;
  Floats k;
};

// Behind what the kernel may write stands a number that must stay.
Floats scores(const Kernels& kernels, const Panel& given) {
  Floats to(static_cast<std::size_t>(given.keys * kernels.panel + 16), untouched);
  Floats scratch(static_cast<std::size_t>(kernels.scores_scratch(given.width)) + 16, untouched);
  kernels.scores(given.q.data(), given.queries, given.k.data(), given.keys, given.width, given.scale,
                 to.data(), scratch.data());
  CHECK(std::all_of(to.end() - 16, to.end(), [](float x) { return x == untouched; }));
  CHECK(std::all_of(scratch.end() - 16, scratch.end(), [](float x) { return x == untouched; }));
  return to;
}

// The largest error in units of 2⁻²¹ σ ‖q‖ ‖k‖.
double error(const Kernels& kernels, const Panel& given) {
  const Floats found = scores(kernels, given);
  double worst = 0;
  for (int i = 0; i < given.queries; ++i) {
    for (int j = 0; j < given.keys; ++j) {
      double dot = 0;
      double q = 0;
      double k = 0;
      for (int c = 0; c < given.width; ++c) {
        const double of_query = given.q[static_cast<std::size_t>(i * given.width + c)];
        const double of_key = given.k[static_cast<std::size_t>(j * given.width + c)];
        dot += of_query * of_key;
        q += of_query * of_query;
        k += of_key * of_key;
      }
      const double limit = std::ldexp(double{given.scale} * std::sqrt(q * k), -21);
      const double is = found[static_cast<std::size_t>(j * kernels.panel + i)];
      const double away = std::abs(is - double{given.scale} * dot);
      worst = std::max(worst, away == 0 ? 0 : away / limit);
      REQUIRE(std::isfinite(away));
    }
  }
  return worst;
}

Panel panel_of(int queries, int keys, int width, double magnitude) {
  Random random(static_cast<std::uint64_t>(queries * 1000 + keys) * 1000 + static_cast<std::uint64_t>(width));
  return {queries,
          keys,
          width,
          static_cast<float>(1 / std::sqrt(width)),
          random_floats(std::int64_t{queries} * width, random, magnitude),
          random_floats(std::int64_t{keys} * width, random, magnitude)};
}

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE("a panel of scores is the definition's, at every length and width") {
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    CHECK(each->panel % 4 == 0);
    CHECK(each->panel <= kernels::most_panel);
    for (int width = 1; width <= 130; ++width) {
      const int queries = 1 + width % each->panel;
      CAPTURE(width);
      CHECK(error(*each, panel_of(queries, width % 29, width, 1)) <= 1);
    }
    for (int keys = 0; keys <= 130; ++keys) {
      CAPTURE(keys);
      CHECK(error(*each, panel_of(each->panel, keys, 64, 1)) <= 1);
      CHECK(error(*each, panel_of(1, keys, 3, 1e15)) <= 1);
    }
    for (int queries = 1; queries <= each->panel; ++queries) {
      CAPTURE(queries);
      CHECK(error(*each, panel_of(queries, 37, 80, 30)) <= 1);
    }
  }
}

TEST_CASE("scores of keys that are their queries, where the sums are the largest") {
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    Panel given = panel_of(each->panel, each->panel, 128, 5);
    given.k = given.q;
    CHECK(error(*each, given) <= 1);
  }
}

TEST_CASE("a key with NaN or infinity is felt in its own scores only") {
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    Panel given = panel_of(each->panel, 40, 16, 1);
    const Floats before = scores(*each, given);
    given.k[17 * 16 + 5] = std::numeric_limits<float>::quiet_NaN();
    given.k[23 * 16 + 1] = std::numeric_limits<float>::infinity();
    const Floats after = scores(*each, given);
    for (int j = 0; j < given.keys; ++j) {
      for (int i = 0; i < given.queries; ++i) {
        const auto at = static_cast<std::size_t>(j * each->panel + i);
        CHECK((j == 17 ? std::isnan(after[at]) : j == 23 ? std::isinf(after[at]) : after[at] == before[at]));
      }
    }
  }
}

TEST_SUITE_END();
