#include <doctest/doctest.h>

#include "app/workspace.h"
#include "experiment/link.h"
#include "studies/opened.h"
#include "studies/sheet_blocks.h"
#include "studies/stale_cache/choice.h"
#include "studies/stale_cache/study.h"
#include "studies/stale_drift.h"

using namespace lookback;
using namespace lookback::testing;
namespace stale = lookback::stale_cache;

namespace {

Sheet evaluated_sheet(const Experiment& experiment) {
  return whole_sheet(experiment, evaluate_shown(experiment), nullptr);
}

}  // namespace

TEST_CASE("stale cache: the study begins with a forced cache that is wrong, and says where and why") {
  const Experiment start = start_of(stale::study);
  const Sheet sheet = evaluated_sheet(start);
  CHECK(sheet.finding.find("from layer 2 on are wrong by up to") != std::string::npos);
  CHECK(sheet.finding.find("layer 1 looks ahead") != std::string::npos);
  const SheetTable& drift = table_of(sheet, "drift");
  CHECK(drift.values(0, 5) == 0);
  CHECK(drift.values(1, 5) > visible_drift);
  REQUIRE(sheet.parity.has_value());
  CHECK(sheet.parity->difference > visible_drift);
  CHECK_FALSE(sheet.parity->is_rounding);
}

TEST_CASE("stale cache: the cache is refused where it would be wrong, and used where it is right") {
  const auto finding = [](const std::string& more) {
    return evaluated_sheet(experiment_at("study=stale_cache&" + more)).finding;
  };
  const auto says = [&](const std::string& more, std::string_view words) {
    CAPTURE(more);
    CAPTURE(finding(more));
    CHECK(finding(more).find(words) != std::string::npos);
  };
  says("kv_cache=on", "The cache is not used: layer 1 looks ahead");
  says("kv_cache=on&causal_layers=all", "by exactly 0. Every layer is causal");
  says("kv_cache=forced&layers=1",
       "the only layer depend on each token alone. Only the outputs of older tokens");
  says("kv_cache=on&layers=3&causal_layers=some&causal_2=0", "The cache is not used: layer 2 looks ahead");
  says("kv_cache=on&layers=3&causal_layers=some&causal_3=0",
       "by exactly 0. Every layer below the last is causal");
  says("kv_cache=renewed&renewed_every=2", "Right after each recomputation");
  says("kv_cache=renewed&renewed_every=1", "Nothing is kept");
  says("kv_cache=off", "Nothing is kept");
  says("position=0", "No token has arrived");
  says("position=1", "differs yet");
  const Sheet refused = evaluated_sheet(experiment_at("study=stale_cache&kv_cache=on"));
  CHECK(refused.parity->difference == 0);
  const SheetTable& cost = table_of(refused, "cost");
  CHECK(cost.values(0, 0) == cost.values(0, 1));
}

TEST_CASE("stale cache: every length, every choice and every number of layers gives a sheet") {
  constexpr const char* causal_names[] = {"all", "none", "some"};
  constexpr const char* cache_names[] = {"off", "on", "forced", "renewed"};
  for (const char* tokens :
       {"a", "a,b", "a,b,c", "a,b,c,d,e", "a,b,c,d,e,f,g,h", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"}) {
    for (const int layers : {1, 2, 4}) {
      for (int causal = 0; causal < 3; ++causal) {
        for (int cache = 0; cache < 4; ++cache) {
          const Experiment experiment =
              experiment_at("study=stale_cache&tokens=" + std::string(tokens) +
                            "&layers=" + std::to_string(layers) + "&causal_layers=" + causal_names[causal] +
                            "&kv_cache=" + cache_names[cache] + "&causal_1=0&heads=4&kv_heads=2");
          const Sheet sheet = evaluated_sheet(experiment);
          const SheetTable& drift = table_of(sheet, "drift");
          CHECK(drift.values.rows() == layers + 2);
          CHECK(drift.values.columns() == experiment.token_count());
          CHECK(table_of(sheet, "kept_outputs").values.rows() == experiment.token_count());
          const bool right = layers == 1 || causal == 0 || cache < 2 || experiment.token_count() == 1;
          CHECK((sheet.parity->difference == 0) == right);
        }
      }
    }
  }
}

TEST_CASE("stale cache: the switches of layers that there are, and r, appear when they are read") {
  const auto shown = [](const std::string& link, std::string_view id) {
    app::Workspace workspace(experiment_at("study=stale_cache&" + link));
    return view::find(workspace.nodes(), id) != nullptr;
  };
  CHECK_FALSE(shown("layers=3", "causal_1"));
  CHECK(shown("layers=3&causal_layers=some", "causal_3"));
  CHECK_FALSE(shown("layers=3&causal_layers=some", "causal_4"));
  CHECK_FALSE(shown("", "renewed_every"));
  CHECK(shown("kv_cache=renewed", "renewed_every"));
  CHECK(shown("", "layers"));
  CHECK_FALSE(shown("", "scaled"));
}

TEST_CASE("stale cache: what the first layer reads can be edited, and everything follows") {
  app::Workspace workspace(start_of(stale::study));
  const Matrix<double> before = table_of(workspace.sheet(), "drift").values;
  REQUIRE(workspace.act({.id = "X.0.1", .verb = view::Verb::set, .text = "2.5"}).has_value());
  CHECK(view::find(workspace.nodes(), "X.0.1")->value == 2.5);
  CHECK(!(table_of(workspace.sheet(), "drift").values == before));
  REQUIRE(workspace.act({.id = "undo"}).has_value());
  CHECK(table_of(workspace.sheet(), "drift").values == before);
}

TEST_CASE("stale cache: a large comparison comes in slices, is kept while it serves, and ends the same") {
  std::string names;
  for (int t = 0; t < largest_tokens; ++t) {
    names += (t > 0 ? ",t" : "t") + std::to_string(t);
  }
  const Experiment large = experiment_at(
      "study=stale_cache&layers=4&heads=4&kv_heads=4&causal_layers=none&kv_cache=forced&"
      "tokens=" +
      names);
  app::Workspace workspace(large);
  const Clock clock = [] { return 0.0; };
  CHECK(workspace.wake_in_ms(0) == 0);
  CHECK(workspace.sheet().finding.find(" of 64 steps compared.") != std::string::npos);
  const SheetTable before = table_of(workspace.sheet(), "drift");
  CHECK(before.values.columns() == largest_tokens);
  CHECK(before.hidden(0, 0) == 0);
  CHECK(before.hidden(0, largest_tokens - 1) == 1);
  CHECK(table_of(workspace.sheet(), "cost").hidden(0, 0) == 1);
  while (workspace.wake_in_ms(0) == 0) {
    workspace.work(clock, 8);
  }
  const Sheet whole = evaluated_sheet(workspace.experiment());
  CHECK(workspace.sheet().finding == whole.finding);
  for (const std::string_view id : {"drift", "kept_outputs", "recomputed_outputs", "cost"}) {
    CHECK(table_of(workspace.sheet(), id).values == table_of(whole, id).values);
    CHECK(table_of(workspace.sheet(), id).texts == table_of(whole, id).texts);
  }
  // A name is no number.
  REQUIRE(workspace.act({.id = "token.3", .verb = view::Verb::set, .text = "cat"}).has_value());
  CHECK(workspace.wake_in_ms(0) < 0);
  REQUIRE(workspace.act({.id = "X.0.0", .verb = view::Verb::set, .text = "2"}).has_value());
  CHECK(workspace.wake_in_ms(0) == 0);
}

TEST_CASE("stale cache: a small comparison is there at once") {
  app::Workspace workspace(experiment_at("study=stale_cache"));
  CHECK(workspace.wake_in_ms(0) < 0);
  CHECK(workspace.sheet().finding.find("wrong by up to") != std::string::npos);
  REQUIRE(workspace.act({.id = "X.0.0", .verb = view::Verb::set, .text = "2"}).has_value());
  CHECK(workspace.wake_in_ms(0) < 0);
}
