#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cost/sums.h"
#include "experiment/generation.h"
#include "main/golden.h"
#include "mechanisms/counting.h"
#include "mechanisms/inputs.h"
#include "mechanisms/softmax_attention/closed_form.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "mechanisms/softmax_attention/online.h"

using namespace lookback;
using namespace lookback::testing;
namespace sa = lookback::softmax_attention;

namespace {

Cost count_pass(std::string_view form, const HeadInputs<double>& inputs, const Mask& mask, int tile) {
  Cost cost;
  cost.tokens_projected = inputs.q.rows();
  const HeadInputs<Counted> numbers = counted(inputs, cost);
  const sa::Options options{.scale = 0.5};
  if (form == "online") {
    sa::online<Counted>(numbers, mask, tile, options, {&cost});
  } else if (form == "decode") {
    sa::decode<Counted>(numbers, mask, options, {&cost});
  } else {
    sa::materialised<Counted>(numbers, mask, options, {&cost});
  }
  return cost;
}

// The counters of one costs.json entry that this mechanism has.
void check_golden(const nlohmann::json& entry) {
  const auto& params = entry["params"];
  const std::string form = entry["form"];
  const int keys = params.contains("t") ? params["t"].get<int>() : params["S_k"].get<int>();
  if (keys > 400) {
    return;  // the closed forms, which are tested against these counts, cover any size
  }
  const HeadInputs<double> inputs = random_head(keys, params["d_k"], params["d_v"], 1);
  Cost cost;
  std::int64_t heads = 1;
  std::int64_t kv_heads = 1;
  if (form == "softmax_decode_step") {
    heads = params["heads"];
    kv_heads = params["kv_heads"];
    HeadInputs<Counted> numbers = counted(inputs, cost);
    DecodeState<Counted> cache = sa::empty_cache<Counted>(params["d_k"], params["d_v"], {&cost});
    for (int t = 0; t < keys; ++t) {
      cost = Cost{};
      sa::decode_step<Counted>(cache, numbers.q.row(t), numbers.k.row(t), numbers.v.row(t), Mask::causal(),
                               {.scale = 0.5}, {&cost});
    }
  } else {
    const std::string name = params["mask"];
    const Mask mask = name == "none"       ? Mask::none()
                      : name == "causal"   ? Mask::causal()
                      : name == "diagonal" ? Mask::diagonal()
                                           : Mask::window(params["left"], params["right"]);
    const bool tiled = form == "softmax_online_prefill";
    cost = count_pass(tiled ? "online" : "materialised", inputs, mask,
                      tiled ? params["tile_width"].get<int>() : 1);
    CHECK(cost.score_dot_products == params["pairs"].get<std::int64_t>());
    if (entry.contains("memory_floats") && entry["memory_floats"].contains("cache_resident") &&
        mask.is_causal(keys)) {
      CHECK(count_pass("decode", inputs, mask, 1).state_held == entry["memory_floats"]["cache_resident"]);
    }
  }
  for (const auto& [name, count] : entry["counts"].items()) {
    for (const CostField& field : cost_fields) {
      if (field.id == name) {
        CAPTURE(name);
        CHECK(heads * cost.*field.count == count.get<std::int64_t>());
      }
    }
  }
  struct Memory {
    const char* name;
    std::int64_t got;
  };
  const Memory memory[] = {{"scores_materialised", heads * cost.scores_held},
                           {"score_traffic", heads * cost.scores_moved},
                           {"accumulators_per_row", cost.accumulators_held},
                           {"cache_read", kv_heads * cost.state_read}};
  for (const Memory& one : memory) {
    if (entry["memory_floats"].contains(one.name)) {
      CAPTURE(one.name);
      CHECK(one.got == entry["memory_floats"][one.name].get<std::int64_t>());
    }
  }
  if (form == "softmax_decode_step") {
    CHECK(kv_heads * cost.state_written == entry["memory_floats"]["cache_written"].get<std::int64_t>());
    CHECK(kv_heads * cost.state_held == entry["memory_floats"]["cache_resident"].get<std::int64_t>());
  }
}

}  // namespace

TEST_CASE("the worked example that can be checked by hand: S = 4, causal, width 2") {
  const HeadInputs<double> inputs = random_head(4, 2, 2, 1);
  const Cost whole = count_pass("materialised", inputs, Mask::causal(), 1);
  CHECK(whole.mul == 50);
  CHECK(whole.add == 60);
  CHECK(whole.exp == 10);
  CHECK(whole.div == 10);
  CHECK(whole.cmp == 10);
  CHECK(whole.mac == 40);
  const Cost tiled = count_pass("online", inputs, Mask::causal(), 2);
  CHECK(tiled.row_tile_visits == 6);
  CHECK(tiled.mul == 68);
  CHECK(tiled.add == 70);
  CHECK(tiled.exp == 16);
  CHECK(tiled.div == 8);
  CHECK(tiled.cmp == 10);
  CHECK(tiled.log == 4);
}

TEST_CASE("counts equal those of golden/costs.json") {
  const auto bytes = read_file(LOOKBACK_SOURCE_DIR "/tests/golden/costs.json");
  REQUIRE(bytes.has_value());
  const auto costs = nlohmann::json::parse(*bytes, nullptr, false);
  REQUIRE(!costs.is_discarded());
  int checked = 0;
  for (const auto& entry : costs["cases"]) {
    const std::string form = entry["form"];
    if (form == "softmax_materialised_prefill" || form == "softmax_online_prefill" ||
        form == "softmax_decode_step") {
      CAPTURE(entry["id"].get<std::string>());
      check_golden(entry);
      ++checked;
    }
  }
  CHECK(checked >= 20);
}

TEST_CASE("counted cost of one pass equals its closed form, for every length, mask and tile width") {
  for (int tokens = 1; tokens <= 65; tokens += tokens < 20 ? 1 : 9) {
    const HeadInputs<double> inputs = random_head(tokens, 3, 2, 1);
    for (const Mask& mask : masks(tokens)) {
      CAPTURE(tokens);
      CAPTURE(static_cast<int>(mask.kind()));
      sa::Work work = sa::pass(mask, tokens, 1);
      CHECK(work.pairs == visible_pairs(mask, tokens, tokens));
      work.depth = 1;
      check_equal(count_pass("materialised", inputs, mask, 1), sa::materialised_cost(work, 3, 2, true));
      for (const int tile : {1, 2, 3, 7, 64}) {
        CAPTURE(tile);
        check_equal(count_pass("online", inputs, mask, tile),
                    sa::online_cost(sa::pass(mask, tokens, tile), tile, tokens, 3, 2, true));
      }
      if (mask.is_causal(tokens)) {
        check_equal(count_pass("decode", inputs, mask, 1),
                    sa::decode_cost(sa::cached(mask, tokens), 3, 2, true));
      }
    }
  }
}

TEST_CASE("a generation costs what its closed forms say, in every form, with and without the cache") {
  for (const int tokens : {1, 2, 3, 5, 8, 13, 33}) {
    for (const Form& form : sa::mechanism.forms) {
      for (const Mask& mask : masks(tokens)) {
        if (form.absent({mask, tokens, 3, 2, {}})) {
          continue;
        }
        for (const bool cache : {true, false}) {
          for (const double scaled : {1.0, 0.0}) {
            Experiment experiment = start_experiment();
            experiment.tokens.assign(static_cast<std::size_t>(tokens), "t");
            experiment.inputs = random_head(tokens, 3, 2, 1);
            experiment.form = form.id;
            experiment.mask = mask;
            experiment.cache = cache;
            experiment.parameters["scaled"] = scaled;
            experiment.parameters["tile"] = 3;
            const Generation generation = generate(experiment);
            CAPTURE(tokens);
            CAPTURE(form.id);
            CAPTURE(static_cast<int>(mask.kind()));
            CAPTURE(cache);
            for (const int position : {1, tokens}) {
              check_equal(run_cost(generation.run, position), run_closed_form(experiment, position));
              for (const StrategyColumn& column : alternatives) {
                CAPTURE(column.id);
                check_equal(run_cost(generation.*column.steps, position),
                            closed_form(experiment, column.id, position));
              }
            }
          }
        }
      }
    }
  }
}

TEST_CASE("n against n(n+1)/2: five tokens, three ways") {
  Experiment experiment = start_experiment();
  REQUIRE(experiment.token_count() == 5);
  const Generation generation = generate(experiment);
  const auto count = [&](const std::vector<Cost>& steps) { return run_cost(steps, 5); };
  CHECK(count(generation.causal_cached).tokens_projected == 5);
  CHECK(count(generation.causal_cached).score_dot_products == 15);
  CHECK(count(generation.causal_recomputed).tokens_projected == 15);
  CHECK(count(generation.causal_recomputed).score_dot_products == 35);
  CHECK(count(generation.bidirectional).tokens_projected == 15);
  CHECK(count(generation.bidirectional).score_dot_products == 55);
  CHECK(triangular(8) == 36);
  CHECK(tetrahedral(8) == 120);
  CHECK(square_pyramidal(5) == 55);
}

TEST_CASE("the cache cannot serve a mask that looks ahead, and the note says so") {
  Experiment experiment = start_experiment();
  experiment.mask = Mask::none();
  const Generation looking_ahead = generate(experiment);
  CHECK(!looking_ahead.cached);
  CHECK(!looking_ahead.note.empty());
  CHECK(run_cost(looking_ahead.run, 5).score_dot_products == 55);
  experiment.mask = Mask::window(1, 0);
  const Generation window = generate(experiment);
  CHECK(window.cached);
  CHECK(window.note.empty());
  CHECK(window.run.back().state_held == 2 * 8);  // two keys and values of width 4 + 4
}
