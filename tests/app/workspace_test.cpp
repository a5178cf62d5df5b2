#include "app/workspace.h"
#include "experiment/link.h"
#include "studies/study.h"

#include <doctest/doctest.h>

#include <set>

#include "experiment/random_experiment.h"
#include "view/node_json.h"

using namespace lookback;
using namespace lookback::app;
using lookback::view::Action;
using lookback::view::Node;
using lookback::view::Role;
using lookback::view::Verb;

namespace {

const Node& node(const Workspace& workspace, std::string_view id) {
  const Node* found = view::find(workspace.nodes(), id);
  REQUIRE_MESSAGE(found != nullptr, id);
  return *found;
}

double count(const Workspace& workspace, std::string_view counter, int column) {
  for (const Node& header : workspace.nodes()) {
    if (header.role == Role::row_header && header.parent == "counters" && header.name == counter) {
      return node(workspace, "counters." + std::to_string(header.row) + "." + std::to_string(column)).value;
    }
  }
  return -1;
}

constexpr int step_column = 0;
constexpr int run_column = 1;

}  // namespace

TEST_CASE("the switches of the board move the masked cells and the counters with them") {
  Workspace workspace;
  CHECK(node(workspace, "causal").name == "Causal");
  CHECK(node(workspace, "cache").name == "KV cache");
  CHECK(node(workspace, "Q").name == "Q, 5 tokens by 4");
  CHECK(node(workspace, "scores.0.1").state == view::CellState::masked);
  CHECK(count(workspace, "Tokens projected to q, k, v", run_column) == 5);
  CHECK(count(workspace, "Score dot products q·k", run_column) == 15);

  REQUIRE(workspace.act({.id = "cache"}).has_value());
  CHECK(count(workspace, "Tokens projected to q, k, v", run_column) == 15);
  CHECK(count(workspace, "Score dot products q·k", run_column) == 35);
  CHECK(count(workspace, "Score dot products q·k", step_column) == 15);

  REQUIRE(workspace.act({.id = "causal"}).has_value());
  CHECK(node(workspace, "scores.0.1").state == view::CellState::shown);
  CHECK(count(workspace, "Score dot products q·k", run_column) == 55);
  CHECK(!workspace.take_announcement().empty());
  CHECK(workspace.take_announcement().empty());

  REQUIRE(workspace.act({.id = "cache"}).has_value());
  CHECK(node(workspace, "note").text.find("cannot be used") != std::string::npos);
  CHECK(count(workspace, "Tokens projected to q, k, v", run_column) == 15);

  REQUIRE(workspace.act({.id = "mask", .verb = Verb::set, .text = "mask.window"}).has_value());
  CHECK(node(workspace, "causal").text == "set by mask");
  CHECK(view::find(workspace.nodes(), "mask.left") != nullptr);
  CHECK(workspace.link().find("mask=window:1,0") != std::string::npos);
}

TEST_CASE("clicking a pair makes the mask hand-made, and a row that sees nothing says so") {
  Workspace workspace;
  REQUIRE(workspace.act({.id = "scores.0.0"}).has_value());
  CHECK(node(workspace, "mask.bits").checked);
  CHECK(node(workspace, "weights.0.0").state == view::CellState::masked);
  CHECK(node(workspace, "output.0.0").value == 0);
  CHECK(node(workspace, "inspector.empty").text == "Query 0 may look at no key: its output is zero.");
  REQUIRE(workspace.act({.id = "undo"}).has_value());
  CHECK(node(workspace, "mask.causal").checked);
}

TEST_CASE("numbers are typed, nudged and refused; a gesture is one undo step") {
  Workspace workspace;
  const std::string before = workspace.link();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(workspace.act({.id = "Q.0.0", .verb = Verb::nudge, .text = "1", .gesture = 3}).has_value());
  }
  CHECK(node(workspace, "Q.0.0").value == 0.6);  // 0.1 and five tenths, no rounding dust
  REQUIRE(workspace.act({.id = "undo"}).has_value());
  CHECK(workspace.link() == before);
  REQUIRE(workspace.act({.id = "V.4.3", .verb = Verb::set, .text = "2/3"}).has_value());
  CHECK(node(workspace, "V.4.3").value == 2.0 / 3);
  const std::string edited = workspace.link();
  for (const char* text : {"1e999", "", "abc", "1e10", "1/0"}) {
    CAPTURE(text);
    CHECK(!workspace.act({.id = "V.4.3", .verb = Verb::set, .text = text}).has_value());
    CHECK(!workspace.take_alert().empty());
    CHECK(workspace.link() == edited);
  }
  CHECK(!workspace.act({.id = "output.0.0", .verb = Verb::set, .text = "1"}).has_value());
  CHECK(!workspace.act({.id = "no such thing"}).has_value());
  CHECK(!workspace.act({.id = "step"}).has_value());  // all tokens have arrived
}

TEST_CASE("stepping, playing and coming back") {
  Workspace workspace;
  REQUIRE(workspace.act({.id = "back"}).has_value());
  CHECK(workspace.experiment().position == 4);
  CHECK(node(workspace, "output.4.0").state == view::CellState::pending);
  REQUIRE(workspace.act({.id = "step"}).has_value());
  REQUIRE(workspace.act({.id = "play"}).has_value());
  CHECK(workspace.experiment().position == 0);
  CHECK(node(workspace, "play").name == "Pause");
  double now = 0;
  int steps = 0;
  while (workspace.wake_in_ms(now) >= 0) {
    steps += workspace.advance(now) ? 1 : 0;
    now += 100;
    REQUIRE(now < 60000);
  }
  CHECK(steps == 5);
  CHECK(workspace.experiment().position == 5);
  CHECK(node(workspace, "play").name == "Play");
  REQUIRE(workspace.act({.id = "token.1"}).has_value());
  CHECK(workspace.experiment().position == 2);
  // A play ends when something else is done.
  REQUIRE(workspace.act({.id = "play"}).has_value());
  REQUIRE(workspace.act({.id = "causal"}).has_value());
  CHECK(workspace.wake_in_ms(now) < 0);
}

TEST_CASE("a link that cannot be read leaves the state as it was") {
  Workspace workspace;
  REQUIRE(workspace.act({.id = "causal"}).has_value());
  const std::string before = workspace.link();
  CHECK(!workspace.open("#Q=1,2;3").has_value());
  CHECK(workspace.link() == before);
  CHECK(!workspace.take_alert().empty());
  REQUIRE(workspace.open("#tokens=a,b").has_value());
  CHECK(workspace.experiment().token_count() == 2);
  REQUIRE(workspace.act({.id = "undo"}).has_value());
  CHECK(workspace.link() == before);
}

TEST_CASE("an option can be used exactly when choosing it succeeds, and says why when not") {
  for (const Mechanism* mechanism : mechanisms()) {
    CAPTURE(mechanism->id);
    Workspace workspace;
    REQUIRE(workspace.act({.id = "mechanism." + std::string(mechanism->id)}).has_value());
    const view::NodeList nodes = workspace.nodes();
    const std::string link = workspace.link();
    for (const Node& one : nodes) {
      if (one.role != Role::option && one.role != Role::toggle) {
        continue;
      }
      CAPTURE(one.id);
      Workspace tried;
      REQUIRE(tried.open(link).has_value());
      const Expected<void> done = tried.act({.id = one.id});
      CHECK(done.has_value() == one.enabled);
      CHECK((done || done.error().sentence == one.hint));
    }
  }
}

TEST_CASE(
    "every mechanism is whole at every position, with few tokens, narrow, and after edits of its inputs") {
  Random random(41);
  for (const Mechanism* mechanism : mechanisms()) {
    CAPTURE(mechanism->id);
    for (const char* start : {"#tokens=a", "#tokens=a,b,c&Q=1,0;0,1;1,1&K=1,0;0,1;1,1&V=1,2;3,4;5,6", "#"}) {
      Workspace workspace;
      REQUIRE(workspace.open(start).has_value());
      if (!workspace.act({.id = "mechanism." + std::string(mechanism->id)}).has_value()) {
        CHECK(!workspace.take_alert().empty());
        continue;
      }
      for (int position = workspace.experiment().position; position > 0; --position) {
        REQUIRE(workspace.act({.id = "back"}).has_value());
      }
      while (workspace.experiment().position < workspace.experiment().token_count()) {
        const view::NodeList nodes = workspace.nodes();
        std::set<std::string> ids;
        for (const Node& one : nodes) {
          CAPTURE(one.id);
          REQUIRE(ids.insert(one.id).second);
          if (one.role == Role::cell && one.editable && random.below(9) == 0) {
            const Expected<void> done = workspace.act({.id = one.id, .verb = Verb::nudge, .text = "1"});
            CHECK(done.has_value());
            workspace.hover(one.id);
          }
        }
        Workspace reopened;
        REQUIRE(reopened.open(workspace.link()).has_value());
        REQUIRE(reopened.values() == workspace.values());
        REQUIRE(workspace.act({.id = "step"}).has_value());
      }
    }
  }
}

TEST_CASE("every node has a unique id and a parent before it; what can be used has a name") {
  Random random(31);
  for (int i = 0; i < 60; ++i) {
    Workspace workspace(testing::random_experiment(random));
    std::set<std::string> ids;
    for (const Node& one : workspace.nodes()) {
      CAPTURE(one.id);
      REQUIRE(ids.insert(one.id).second);
      REQUIRE(one.id.find(' ') == std::string::npos);
      REQUIRE((one.parent.empty() || ids.contains(one.parent)));
      REQUIRE((one.role == Role::text ? !one.text.empty() : !one.name.empty()));
      if (!one.enabled) {
        CHECK(!one.hint.empty());
      }
      if (one.role == Role::choice) {
        CHECK(!one.text.empty());
      }
    }
  }
}

// Any action on any node, whether or not it makes sense: a refusal changes nothing, and what a link says
// comes back.
void act_at_random(Workspace& workspace, Random& random, int actions) {
  const char* const texts[] = {"1", "-1", "0.5", "", "1e999", "12", "mask.bits", "a b", "64", "2/3"};
  for (int i = 0; i < actions; ++i) {
    const auto& nodes = workspace.nodes();
    const Node& target = nodes[static_cast<std::size_t>(random.below(static_cast<int>(nodes.size())))];
    const Action action = {.id = target.id,
                           .verb = static_cast<Verb>(random.below(4)),
                           .text = texts[random.below(10)],
                           .gesture = static_cast<std::uint32_t>(random.below(3))};
    CAPTURE(target.id);
    const std::string before = workspace.link();
    const auto done = workspace.act(action);
    if (!done) {
      REQUIRE(workspace.link() == before);
      REQUIRE(!done.error().sentence.empty());
    }
    if (i % 50 == 0) {
      const Expected<Experiment> reopened = from_link(workspace.link());
      REQUIRE(reopened.has_value());
      REQUIRE(*reopened == workspace.experiment());
      // A study's work may have come further here than there; the board has none.
      if (study_of(*reopened).work == nullptr) {
        REQUIRE(Workspace(*reopened).values() == workspace.values());
      }
    }
  }
}

TEST_CASE("random actions on every node keep the workspace whole, from every study") {
  Random random(37);
  for (const Study* study : studies()) {
    CAPTURE(study->id);
    Workspace workspace(start_of(*study));
    act_at_random(workspace, random, 600);
  }
}

TEST_CASE("A curve of arcs is no button, and a mask made by hand is compared no further than it says") {
  Workspace workspace;
  REQUIRE(workspace.open("study=future_gradients&mask=bits:10;11&tokens=a,b&mechanism=softmax_attention")
              .has_value());
  for (const Node& one : workspace.nodes()) {
    if (one.role == Role::beams) {
      CHECK_FALSE(Workspace(workspace.experiment()).act({.id = one.id}).has_value());
    }
  }
  CHECK(workspace.open("study=compare&mask=bits:10;11&tokens=a,b&mechanism=softmax_attention").has_value());
  CHECK_FALSE(workspace.sheet().finding.empty());
}

TEST_CASE("changes tell a painter everything: applied to what it has, they give the new list") {
  Workspace workspace;
  const view::NodeList before = workspace.nodes();
  JsonWriter same;
  same.begin_object();
  view::write_changes(same, before, workspace.nodes());
  same.end_object();
  CHECK(same.text() == R"({"nodes":[]})");
  REQUIRE(workspace.act({.id = "Q.0.0", .verb = Verb::set, .text = "0.7"}).has_value());
  JsonWriter json;
  json.begin_object();
  view::write_changes(json, before, workspace.nodes());
  json.end_object();
  CHECK(json.text().find(R"("id":"Q.0.0")") != std::string::npos);
  CHECK(json.text().find("order") == std::string::npos);
  CHECK(json.text().find(R"("id":"Q.3.0")") == std::string::npos);
}
