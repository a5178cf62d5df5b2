#include <doctest/doctest.h>

#include "app/workspace.h"
#include "base/has.h"
#include "experiment/link.h"
#include "studies/future_gradients/contributions.h"
#include "studies/future_gradients/study.h"
#include "studies/opened.h"
#include "studies/sheet_blocks.h"

using namespace lookback;
using namespace lookback::testing;
namespace future = lookback::future_gradients;

namespace {

Experiment future_at(const std::string& link) { return experiment_at("study=future_gradients&" + link); }

Experiment pressed(const Experiment& experiment, const SheetPress& press) {
  const Expected<Experiment> next = future::study.press(experiment, press);
  REQUIRE(next.has_value());
  return *next;
}

}  // namespace

TEST_CASE("future gradients: what the sheet says") {
  const std::string eight = "tokens=a,b,c,d,e,f,g,h";
  const Experiment start = future_at(eight);
  const Sheet sheet = sheet_of(start);
  CHECK(has(sheet.finding, "k₂ gets its gradient from 5 later queries and its own; the later part is "));
  CHECK(has(sheet.finding, "28 terms from later queries to 8 own; by length "));
  CHECK(has(table_of(sheet, "parts").meaning, "= 3.5 later ones on average; here 3.5."));
  CHECK(has(sheet_of(future_at(eight + "&key_shown=0")).finding, "a softmax over one key has no slope"));
  CHECK(has(sheet_of(future_at(eight + "&key_shown=7")).finding,
            "k₇ gets its gradient from its own query alone."));
  CHECK(has(sheet_of(future_at(eight + "&mask=diagonal")).finding, "the output is V to the last digit"));
  CHECK(has(sheet_of(future_at(eight + "&mask=diagonal&projected=1")).finding, "W_Q and W_K are exactly 0"));
  CHECK(has(sheet_of(future_at(eight + "&mask=none")).finding,
            "5 later queries, 2 earlier queries and its own"));
  CHECK(has(sheet_of(future_at(eight + "&loss=0,0,0,0,0,0,0,0")).finding, "every gradient is 0"));
  CHECK(
      has(sheet_of(future_at(eight + "&loss=1,0,0,0,0,0,0,0")).finding, "No query with a loss looks at k₂"));
  CHECK(has(sheet_of(future_at(eight + "&position=0")).finding, "No token has arrived"));
  CHECK(has(sheet_of(future_at(eight + "&gradient_by=values")).finding, "v₂ gets its gradient"));
  const SheetTable entries = table_of(sheet_of(future_at(eight + "&mask=diagonal&projected=1")), "entries");
  REQUIRE(entries.rows.size() == 7);
  for (const int row : {0, 1, 2, 4, 5}) {
    CHECK(entries.values(row, 0) == 0);
  }
  CHECK(entries.values(6, 0) > 0);
}

TEST_CASE("future gradients: pressing tokens, cells, positions and buttons") {
  const Experiment start = future_at("tokens=a,b,c,d,e");
  CHECK(parameter_of(pressed(start, {"readers", 3, -1}), "key_shown") == 3);
  CHECK(parameter_of(pressed(start, {"contributions", 4, 1}), "key_shown") == 1);
  const Experiment hidden = pressed(start, {"seen", 3, 3});
  CHECK_FALSE(hidden.mask.visible(3, 3));
  CHECK(table_of(sheet_of(hidden), "parts").values(3, 0) == 0);
  const Experiment without = pressed(start, {"own_keys"});
  CHECK(future::all_terms({without.inputs, without.mask, Matrix<double>(5, 4, 1), {}}).own == 0);
  CHECK(has(sheet_of(without).finding, "10 terms from later queries to 0 own."));
  CHECK(pressed(without, {"own_keys"}).mask.as_bits(5) == Mask::causal().as_bits(5));
  const Experiment no_loss = pressed(start, {"loss", 0, 2});
  CHECK(no_loss.more.at("loss")(0, 2) == 0);
  CHECK(pressed(no_loss, {"loss", 0, 2}) == start);
  CHECK(pressed(start, {"loss_last"}).more.at("loss") == Matrix<double>{{0, 0, 0, 0, 1}});
  CHECK(pressed(no_loss, {"loss_everywhere"}) == start);
}

TEST_CASE("future gradients: the page's own presses reach the study, and are undone") {
  app::Workspace workspace(future_at("tokens=a,b,c,d,e"));
  const Experiment start = workspace.experiment();
  const auto press = [&workspace](const std::string& id) {
    CAPTURE(id);
    REQUIRE(workspace.act({.id = id, .verb = view::Verb::press}).has_value());
  };
  for (const std::string id :
       {"readers.3", "contributions.4.1", "loss.0.2", "seen.3.3", "own_keys", "loss_last", "projected"}) {
    press(id);
    CHECK(workspace.experiment() != start);
    press("undo");
    CHECK(workspace.experiment() == start);
  }
  REQUIRE(workspace.act({.id = "loss_slope.0.1", .verb = view::Verb::set, .text = "-2"}).has_value());
  CHECK(has(workspace.sheet().finding, "k₂ gets its gradient"));
  CHECK(workspace.experiment().more.at("loss_slope")(0, 1) == -2);
}

TEST_CASE("future gradients: a whole sheet at every length, mask and choice") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    std::string names = "tokens=a";
    for (int i = 1; i < tokens; ++i) {
      names += ",a";
    }
    for (const std::string mask : {"causal", "none", "diagonal", "window:2,0", "window:1,2"}) {
      for (const std::string choice :
           {"", "&gradient_by=values", "&projected=1", "&gradient_by=values&projected=1&key_shown=63"}) {
        const Experiment experiment = future_at(names + "&mask=" + mask + choice);
        CAPTURE(to_link(experiment));
        const Sheet sheet = sheet_of(experiment);
        CHECK(sheet.finding.size() > 20);
        const SheetTable& parts = table_of(sheet, "parts");
        CHECK(parts.values.rows() == tokens + 1);
        CHECK(parts.texts.size() == parts.values.elements().size());
        CHECK(static_cast<int>(parts.columns.size()) == parts.values.columns());
        const double later = parts.values(tokens, 1);
        if (mask == "causal") {
          CHECK(later == tokens * (tokens - 1) / 2);
        }
        CHECK(pressed(experiment, {"own_keys"}) != experiment);
      }
    }
  }
}
