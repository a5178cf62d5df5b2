#include <doctest/doctest.h>

#include "app/workspace.h"
#include "experiment/link.h"

using namespace lookback;

namespace {

constexpr const char* another = "mechanism=retention";

bool enabled(const app::Workspace& workspace, std::string_view id) {
  const view::Node* node = view::find(workspace.nodes(), id);
  REQUIRE(node != nullptr);
  return node->enabled;
}

}  // namespace

TEST_CASE("until all code is there, only what the start needs can be chosen or opened") {
  app::Workspace workspace(start_experiment(), false);
  for (const view::Node& node : workspace.nodes()) {
    if (node.parent == "mechanism" || node.parent == "study") {
      CAPTURE(node.id);
      CHECK(node.enabled == node.checked);
      CHECK((node.checked || node.hint == view::still_loading));
    }
  }
  const Experiment before = workspace.experiment();
  CHECK_FALSE(workspace.act({.id = "mechanism.retention"}));
  CHECK(workspace.take_alert() == view::still_loading);
  CHECK(workspace.must_wait(another));
  CHECK_FALSE(workspace.open(another));
  CHECK(workspace.take_alert() == view::still_loading);
  CHECK(workspace.experiment() == before);

  workspace.complete();
  CHECK(enabled(workspace, "mechanism.retention"));
  CHECK_FALSE(workspace.must_wait(another));
  CHECK(workspace.open(another));
  CHECK(workspace.experiment().mechanism == "retention");
}

TEST_CASE("a link of the start's own mechanism, or one that cannot be read, does not wait") {
  const app::Workspace workspace(start_experiment(), false);
  for (const char* link :
       {"", "#mask=none", "#study=board&mechanism=softmax_attention", "#nonsense", "#mask=1&mask=2"}) {
    CAPTURE(link);
    CHECK_FALSE(workspace.must_wait(link));
  }
  for (const StudySpec* study : study_specs().subspan(1)) {
    CHECK(workspace.must_wait("#study=" + std::string(study->id)));
  }
}
