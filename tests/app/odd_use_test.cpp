#include <doctest/doctest.h>

#include "app/open_files.h"
#include "app/workspace.h"

using namespace lookback;
using view::Verb;

namespace {

double clock() { return 0; }

const view::Node& odd_node(const app::Workspace& workspace, std::string_view id) {
  const view::Node* found = view::find(workspace.nodes(), id);
  REQUIRE_MESSAGE(found != nullptr, id);
  return *found;
}

}  // namespace

// What nobody means to do, and what was found by doing it at random.
TEST_SUITE_BEGIN("app");

TEST_CASE("a computed query of a token that has not arrived is explained without a number") {
  for (const std::string mechanism : {"layer_stack", "multi_head_layer"}) {
    CAPTURE(mechanism);
    app::Workspace workspace;
    REQUIRE(workspace.open("mechanism=" + mechanism + "&position=3").has_value());
    workspace.hover("Q.4.0");
    CHECK(odd_node(workspace, "inspector.title").text == "Q, position 4 “the”, dimension 0");
    CHECK(odd_node(workspace, "inspector.0").text ==
          "This token has not arrived yet. Step brings the next one.");
  }
}

TEST_CASE("a chart that nothing is drawn into says so") {
  app::Workspace workspace;
  REQUIRE(workspace.open("study=at_scale").has_value());
  const std::string before = workspace.link();
  const Expected<void> done = workspace.act({.id = "held.chart", .verb = Verb::set, .text = "6 -3.64"});
  REQUIRE(!done.has_value());
  CHECK(done.error().sentence == odd_node(workspace, "held.chart").name + " cannot be drawn into.");
  CHECK(workspace.link() == before);
}

TEST_CASE("a number of a map's row is pasted as it is typed, and one at a time") {
  app::Workspace workspace;
  REQUIRE(workspace.open("study=long_map&map_tokens=64").has_value());
  while (workspace.work(clock, 1)) {
  }
  const Matrix<double> v = workspace.experiment().inputs.v;
  const std::string before = workspace.link();
  CHECK(files::paste(workspace, "map.v.1.10", "1\t2\n3\t4").error().sentence ==
        "What was pasted has 2 × 2 numbers, but here one is taken at a time.");
  CHECK(workspace.link() == before);
  REQUIRE(files::paste(workspace, "map.v.0.1", "2.5").has_value());
  CHECK(odd_node(workspace, "map.v.0.1").value == 2.5);
  CHECK(workspace.experiment().inputs.v == v);
}

TEST_SUITE_END();
