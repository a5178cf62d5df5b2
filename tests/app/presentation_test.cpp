#include "view/presentation.h"

#include <doctest/doctest.h>

#include <array>

#include "app/workspace.h"
#include "studies/study.h"

using namespace lookback;
using namespace lookback::app;
using lookback::view::Verb;

namespace {

Experiment without_position(Experiment experiment) {
  experiment.position = 0;
  for (const std::string_view id : study_spec_of(experiment).looking) {
    experiment.study_parameters.erase(std::string(id));
  }
  return experiment;
}

}  // namespace

TEST_CASE(
    "where the lab is for reading, no action on any node of any study changes more than the position, and "
    "what is looked at") {
  for (const Study* study : studies()) {
    Workspace workspace;
    REQUIRE(workspace.open("version=1&study=" + std::string(study->id)));
    workspace.present({.read_only = true, .hidden = {}});
    const Experiment before = without_position(workspace.experiment());
    const view::NodeList nodes = workspace.nodes();
    for (const view::Node& node : nodes) {
      CHECK_FALSE((node.editable && !node.looks));
      for (const Verb verb : {Verb::press, Verb::set, Verb::nudge, Verb::remove}) {
        for (const char* text : {"1", "-0.5", "0 3", "mechanism.retention", "mask.none", "preset.random"}) {
          (void)workspace.act({node.id, verb, text});
        }
        if (!(without_position(workspace.experiment()) == before)) {
          FAIL_CHECK(study->id << ": " << node.id << " changed the experiment");
          return;
        }
      }
    }
  }
}

TEST_CASE("where the lab is for reading, its steps can be gone through") {
  Workspace workspace;
  workspace.present({.read_only = true, .hidden = {}});
  CHECK(workspace.act({"token.1"}));
  CHECK(workspace.experiment().position == 2);
  CHECK(workspace.act({"step"}));
  CHECK(workspace.experiment().position == 3);
  CHECK(workspace.act({"back"}));
  CHECK(workspace.act({"play"}));
  CHECK(workspace.act({"speed", Verb::set, "speed.4"}));
  const Expected<void> refused = workspace.act({"causal"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().sentence == view::read_only_refusal);
  CHECK(view::find(workspace.nodes(), "causal")->hint == view::read_only_refusal);
  CHECK_FALSE(workspace.act({"token.1", Verb::set, "dog"}));
  CHECK_FALSE(workspace.act({"token.1", Verb::remove}));
}

TEST_CASE("hidden panels are left out with all that they hold") {
  Workspace workspace;
  workspace.present({.read_only = false, .hidden = "cost,chart"});
  for (const view::Node& node : workspace.nodes()) {
    CHECK(node.id != "cost");
    CHECK(node.parent != "chart");
    CHECK(node.parent != "counters");
  }
  CHECK(view::find(workspace.nodes(), "generation") != nullptr);
  workspace.present({.read_only = false, .hidden = "board,sheet,nonsense"});
  CHECK(view::find(workspace.nodes(), "board") != nullptr);
  CHECK(view::find(workspace.nodes(), "cost") != nullptr);
}
