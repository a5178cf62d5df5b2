#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "app/workspace.h"
#include "base/random.h"
#include "experiment/link.h"
#include "main/golden_files.h"
#include "mechanisms/inputs.h"
#include "studies/stale_cache/choice.h"
#include "studies/stale_cache/comparison.h"
#include "studies/stale_cache/study.h"
#include "studies/stale_drift.h"

using namespace lookback;
using namespace lookback::testing;
namespace stale = lookback::stale_cache;

namespace {

constexpr int width = 4;
constexpr int never = 0;
constexpr int always = 1;

Mask mask_where(bool causal) { return causal ? Mask::causal() : Mask::none(); }

// Bit l of `causal`: layer l is.
stale::Model<double> random_model(int tokens, int layers, unsigned causal, std::uint64_t seed = 3) {
  Random random(seed);
  const auto square = [&random] { return random_matrix(width, width, random); };
  stale::Model<double> model = {
      random_matrix(tokens, width, random), {}, {}, {.heads = 2, .kv_heads = 2, .scale = 0.7}};
  for (int l = 0; l < layers; ++l) {
    model.layers.push_back({square(), square(), square(), square()});
    model.masks.push_back(mask_where((causal >> l & 1U) != 0));
  }
  return model;
}

// Whether a layer's keys and values stay right: no layer below it looks ahead.
bool stays_right(const stale::Model<double>& model, int layer) {
  return std::all_of(model.masks.begin(), model.masks.begin() + layer,
                     [](const Mask& mask) { return mask == Mask::causal(); });
}

Cost total(const std::vector<Cost>& steps) { return std::accumulate(steps.begin(), steps.end(), Cost{}); }

}  // namespace

TEST_CASE(
    "stale cache: a layer's kept keys and values are right to the last bit while no layer below looks "
    "ahead") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (int layers = 1; layers <= 4; ++layers) {
      for (unsigned causal = 0; causal < 1U << layers; ++causal) {
        CAPTURE(tokens);
        CAPTURE(layers);
        CAPTURE(causal);
        const stale::Model<double> model = random_model(tokens, layers, causal);
        const stale::Comparison forced = stale::compare(model, tokens, never);
        for (int t = 0; t < tokens; ++t) {
          for (int l = 0; l < layers; ++l) {
            const bool right = stays_right(model, l) || t == 0;
            CHECK((right ? forced.kept(l, t) == 0 : forced.kept(l, t) > visible_drift));
          }
          const bool right = stays_right(model, layers - 1) || t == 0;
          const auto step = static_cast<std::size_t>(t);
          CHECK((right ? forced.newest[step] == 0 : forced.newest[step] > visible_drift));
          // Older rows of the output are right only where the last layer looks at nothing new either.
          const bool older = stays_right(model, layers) || t == 0;
          CHECK((older ? forced.older[step] == 0 : forced.older[step] > visible_drift));
        }
      }
    }
  }
}

TEST_CASE("stale cache: two layers are the fewest in which it goes wrong") {
  for (const int layers : {1, 2, 3, 4}) {
    const stale::Comparison forced = stale::compare(random_model(6, layers, 0), 6, never);
    CHECK(std::ranges::max(forced.kept.row(0)) == 0);
    CHECK((std::ranges::max(forced.kept.elements()) > visible_drift) == (layers >= 2));
  }
}

TEST_CASE("stale cache: keys alone, and values alone, count as kept") {
  for (const bool keys : {true, false}) {
    stale::Model<double> model = random_model(5, 2, 0);
    (keys ? model.layers[1].w_v : model.layers[1].w_k) = Matrix<double>(width, width);
    CHECK(std::ranges::max(stale::compare(model, 5, never).kept.row(1)) > visible_drift);
  }
}

TEST_CASE("stale cache: right after everything is computed again nothing differs") {
  for (const int every : {1, 2, 3, 5}) {
    for (unsigned causal = 0; causal < 8; ++causal) {
      const stale::Comparison renewed = stale::compare(random_model(8, 3, causal), 8, every);
      for (int t = 0; t < 8; ++t) {
        const auto step = static_cast<std::size_t>(t);
        CHECK(renewed.recomputed[step] == ((t + 1) % every == 0));
        const auto column = [&](int row) { return renewed.kept(row, t); };
        if (renewed.recomputed[step]) {
          CHECK(std::max({column(0), column(1), column(2), renewed.newest[step], renewed.older[step]}) == 0);
        } else if (t > 0 && (causal & 3U) != 3) {
          CHECK(std::max(column(1), column(2)) > visible_drift);
        }
      }
    }
  }
}

TEST_CASE("stale cache: what it costs, counted, against the closed forms") {
  constexpr int layers = 3;
  constexpr int heads = 2;
  for (const int n : {1, 2, 3, 5, 8, 17}) {
    CAPTURE(n);
    const std::int64_t triangle = std::int64_t{n} * (n + 1) / 2;
    const std::int64_t pyramid = std::int64_t{n} * (n + 1) * (n + 2) / 6;      // causal
    const std::int64_t squares = std::int64_t{n} * (n + 1) * (2 * n + 1) / 6;  // bidirectional
    for (unsigned causal = 0; causal < 1U << layers; ++causal) {
      const stale::Comparison forced = stale::compare(random_model(n, layers, causal), n, never);
      const int causal_layers = std::popcount(causal);
      CHECK(total(forced.cost).tokens_projected == n);
      CHECK(total(forced.cost).score_dot_products == layers * heads * triangle);
      CHECK(total(forced.cost).state_written == std::int64_t{2} * layers * width * n);
      CHECK(total(forced.cost_recomputed).tokens_projected == triangle);
      CHECK(total(forced.cost_recomputed).score_dot_products ==
            heads * (causal_layers * pyramid + (layers - causal_layers) * squares));
      CHECK(total(forced.cost_recomputed).state_read == 0);
    }
    CHECK(stale::compare(random_model(n, layers, 0), n, always).cost ==
          stale::compare(random_model(n, layers, 0), n, never).cost_recomputed);
  }
  // The first text's numbers: 8 tokens projected instead of 36; 36 pairs instead of 120.
  const stale::Comparison one = stale::compare(random_model(8, 1, 1), 8, never);
  CHECK(total(one.cost).tokens_projected == 8);
  CHECK(total(one.cost_recomputed).tokens_projected == 36);
  CHECK(total(one.cost).score_dot_products == heads * 36);
  CHECK(total(one.cost_recomputed).score_dot_products == heads * 120);
}

TEST_CASE("stale cache: a scalar that counts computes the same numbers as a plain one") {
  const stale::Model<double> model = random_model(7, 3, 2);
  const stale::Comparison counted = stale::compare(model, 7, 3);
  stale::StackGeneration<double> plain(model, 3, {});
  for (int t = 0; t < 7; ++t) {
    const stale::StackStep<double>& step = plain.next();
    CHECK(std::ranges::equal(step.outputs.row(t), counted.arrived.row(t)));
    if (t == 6) {
      CHECK(step.outputs == counted.outputs);
    }
  }
}

TEST_CASE("stale cache: golden stacks, evaluated on every prefix") {
  const std::string folder = std::string(LOOKBACK_SOURCE_DIR) + "/tests/golden/";
  const Expected<Json> manifest = read_cases(folder + "manifest.json", "the manifest");
  REQUIRE(manifest.has_value());
  int met = 0;
  for (const Json& one : member(*manifest, "cases")) {
    if (text_of(member(one, "mechanism")) != "layer_stack") {
      continue;
    }
    ++met;
    CAPTURE(text_of(member(one, "id")));
    const Expected<NamedArrays> inputs = read_arrays(member(one, "inputs"), folder);
    const Expected<NamedArrays> outputs = read_arrays(member(one, "outputs"), folder);
    REQUIRE((inputs.has_value() && outputs.has_value()));
    const bool causal = text_of(member(member(one, "params"), "mask")) == "causal";
    const auto slice = [](const NpyArray& array, int index) {
      const int rows = static_cast<int>(array.shape[array.shape.size() - 2]);
      const int columns = static_cast<int>(array.shape.back());
      Matrix<double> result(rows, columns);
      const auto size = static_cast<std::ptrdiff_t>(result.elements().size());
      std::copy_n(array.values.begin() + index * size, size, result.elements().begin());
      return result;
    };
    const auto input = [&](std::string_view name, int index) {
      return slice(inputs->find(name)->second, index);
    };
    stale::Model<double> model = {
        input("x", 0),
        {},
        {},
        {.heads = 2, .kv_heads = 2, .scale = number_of(member(member(one, "params"), "scale"), 0)}};
    for (const int l : {0, 1}) {
      model.layers.push_back({input("w_q", l), input("w_k", l), input("w_v", l), input("w_o", l)});
      model.masks.push_back(mask_where(causal));
    }
    const int tokens = model.x.rows();
    // hidden[l, n − 1]: after layer l, of the first n tokens
    const NpyArray& hidden = outputs->find("hidden")->second;
    const auto golden = [&](int layer, int length) { return slice(hidden, layer * tokens + length - 1); };

    const stale::Comparison forced = stale::compare(model, tokens, never);
    CHECK(largest_difference(forced.outputs_recomputed, golden(2, tokens)) < 1e-11);
    for (int n = 1; n <= tokens; ++n) {
      const Matrix<double> right = golden(2, n);
      for (int c = 0; c < width; ++c) {
        CHECK(forced.arrived_recomputed(n - 1, c) == doctest::Approx(right(n - 1, c)).epsilon(1e-11));
        if (causal) {
          CHECK(forced.arrived(n - 1, c) == forced.arrived_recomputed(n - 1, c));
        }
      }
      // The second layer's keys and values, from the golden rows of the first layer when their token arrived
      // and now.
      double drift = 0;
      for (int p = 0; p < n; ++p) {
        const Matrix<double> then = golden(1, p + 1);
        const Matrix<double> now = golden(1, n);
        for (const Matrix<double>* w : {&model.layers[1].w_k, &model.layers[1].w_v}) {
          const std::vector<double> a = project<double>(then.row(p), *w);
          const std::vector<double> b = project<double>(now.row(p), *w);
          for (std::size_t c = 0; c < a.size(); ++c) {
            drift = std::max(drift, std::abs(a[c] - b[c]));
          }
        }
      }
      CHECK(forced.kept(1, n - 1) == doctest::Approx(drift).epsilon(1e-11));
    }
    CHECK((std::ranges::max(forced.older) > 1) == !causal);
    CHECK((std::ranges::max(forced.kept.row(1)) > visible_drift) == !causal);
  }
  CHECK(met == 2);
}
