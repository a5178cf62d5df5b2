#include "studies/long_map/view.h"
#include "studies/long_map_case.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

app::Workspace workspace_at(const std::string& link) { return app::Workspace(map_at(link)); }

const Experiment& after(app::Workspace& workspace, const std::string& id, const std::string& text) {
  const Expected<void> done = act(workspace, id, view::Verb::set, text);
  REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().sentence));
  return workspace.experiment();
}

}  // namespace

TEST_CASE("long map: a link holds all that can be set, and reads back as the same") {
  for (const char* link :
       {"", "map_generator=Random&map_tokens=1&map_width=1&map_query=0&map_key=0",
        "map_generator=Clustered&map_topics=3&map_tokens=1000&map_seed=7&map_pooling=Maximum",
        "map_generator=Copied&map_segments=2&map_colours=Logarithmic&map_query=17&map_key=3",
        "map_mechanism=Retention&map_gamma=.999&map_row=100.25&map_column=40.5&map_span=64",
        "map_mask=Window&map_window=12&map_tokens=65536&map_query=65535&map_key=65530",
        "map_width=32&map_tokens=64&map_rows=1,5,.5,.25,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"
        "0,0,0,"
        "1"}) {
    CAPTURE(link);
    const Experiment there = map_at(link);
    const Expected<Experiment> again = from_link(to_link(there));
    REQUIRE(again.has_value());
    CHECK(*again == there);
    CHECK(long_map::asked_of(*again) == long_map::asked_of(there));
  }
  const long_map::Asked asked = long_map::asked_of(map_at("map_tokens=64&map_mask=Window&map_window=4"));
  CHECK(asked.inputs == map::LongSpec{"induction", 64, 64, 1, 16});
  CHECK(asked.rule.mask == Mask::window(3, 0));
  CHECK(asked.chosen == long_map::Cell{63, 63});
  CHECK(asked.view == map::View{32, 32, 64});
}

TEST_CASE("long map: what does not suit is refused with what is accepted") {
  CHECK(map_refused("map_tokens=65536&map_width=65").find("tokens × width go up to 4\u202f194\u202f304") !=
        std::string::npos);
  CHECK(map_refused("map_tokens=65537").find("from 1 to 65536") != std::string::npos);
  CHECK(map_refused("map_width=31").find("from 32 to 128") != std::string::npos);
  CHECK(map_refused("map_tokens=64&map_period=65").find("from 1 to 64") != std::string::npos);
  CHECK(map_refused("map_query=4096").find("from 0 to 4095") != std::string::npos);
  CHECK(map_refused("map_tokens=64&map_span=65").find("from 8 to 64") != std::string::npos);
  CHECK(map_refused("map_tokens=64&map_span=7").find("from 8 to 64") != std::string::npos);
  CHECK(map_refused("map_tokens=64&map_span=8&map_row=65").find("ends at 64") != std::string::npos);
  CHECK(map_refused("map_rows=1,5,1").find("at width 64") != std::string::npos);
  const std::string small = "map_generator=Random&map_width=1&map_tokens=100&map_rows=";
  CHECK(map_refused(small + "1,5,1") == "");
  CHECK(map_refused(small + "3,5,1").find("0, 1 or 2") != std::string::npos);
  CHECK(map_refused(small + "1,100,1").find("from 0 to 99") != std::string::npos);
  CHECK(map_refused(small + "1,5,1;1,5,2").find("twice") != std::string::npos);
  std::string many = small + "0,0,1";
  for (int row = 1; row < 17; ++row) {
    many += ";0," + std::to_string(row) + ",1";
  }
  CHECK(map_refused(many).find("at most 16 rows") != std::string::npos);
}

TEST_CASE("long map: with other tokens the view, the chosen cell and the replaced rows suit again") {
  app::Workspace workspace = workspace_at("map_row=3000&map_column=200&map_span=64&map_period=512");
  after(workspace, "map_tokens", "1000");
  long_map::Asked asked = long_map::asked_of(workspace.experiment());
  CHECK(asked.chosen == long_map::Cell{999, 999});
  CHECK(asked.view == map::View{968, 200, 64});
  CHECK(asked.inputs.structure == 512);
  after(workspace, "map_tokens", "40");
  asked = long_map::asked_of(workspace.experiment());
  CHECK(asked.view == map::View{20, 20, 40});
  CHECK(asked.inputs.structure == 10);
  CHECK(workspace.take_announcement().find("Induction, 40 tokens. period is back at its start.") == 0);
  CHECK(*from_link(workspace.link()) == workspace.experiment());
  REQUIRE(act(workspace, "undo", view::Verb::press).has_value());
  CHECK(long_map::asked_of(workspace.experiment()).view == map::View{968, 200, 64});

  const Expected<void> refused = act(workspace, "map_query", view::Verb::set, "1000");
  REQUIRE(!refused.has_value());
  CHECK(refused.error().sentence.find("from 0 to 999") != std::string::npos);

  app::Workspace edited = workspace_at("map_generator=Random&map_width=1&map_tokens=100&map_rows=1,5,1");
  CHECK(after(edited, "map_seed", "2").more.empty());
}

TEST_CASE("long map: a look ends at the edges, and a gesture of looks is one undo step") {
  app::Workspace workspace = workspace_at("map_tokens=1000");
  const Experiment before = workspace.experiment();
  for (const char* look : {"500 500 100", "10 990 100", "-50 2000 100"}) {
    REQUIRE(act(workspace, "map.picture", view::Verb::set, look, 5).has_value());
  }
  CHECK(long_map::asked_of(workspace.experiment()).view == map::View{50, 950, 100});
  CHECK(workspace.take_announcement() == "In view: queries 0–99, keys 900–999.");
  REQUIRE(act(workspace, "undo", view::Verb::press).has_value());
  CHECK(workspace.experiment() == before);
  CHECK(!act(workspace, "map.picture", view::Verb::set, "1 2").has_value());
  CHECK(!act(workspace, "map.picture", view::Verb::set, "1 2 0").has_value());
  CHECK(!view::find(workspace.nodes(), "map.out")->enabled);
  CHECK(!act(workspace, "map.left", view::Verb::press).has_value());
  REQUIRE(act(workspace, "map.chosen", view::Verb::press).has_value());
  CHECK(long_map::asked_of(workspace.experiment()).view == map::View{994, 994, 12});
  CHECK(!view::find(workspace.nodes(), "map.down")->enabled);
  REQUIRE(act(workspace, "map.in", view::Verb::press).has_value());
  CHECK(!view::find(workspace.nodes(), "map.in")->enabled);
  REQUIRE(act(workspace, "map.whole", view::Verb::press).has_value());
  CHECK(workspace.experiment() == before);
}

TEST_CASE("long map: where the lab is for reading, it can be looked at and nothing else") {
  app::Workspace workspace = workspace_at("map_tokens=300");
  while (workspace.work([] { return 0.0; }, -1)) {
  }
  workspace.present({.read_only = true, .hidden = ""});
  CHECK(act(workspace, "map.picture", view::Verb::set, "50 50 20").has_value());
  CHECK(act(workspace, "map.picture", view::Verb::press, "20 7").has_value());
  CHECK(act(workspace, "map_pooling", view::Verb::set, "map_pooling.1").has_value());
  CHECK(act(workspace, "map_colours", view::Verb::set, "map_colours.1").has_value());
  CHECK(act(workspace, "map_query", view::Verb::set, "21").has_value());
  CHECK(act(workspace, "map.out", view::Verb::press).has_value());
  CHECK(act(workspace, "map.nearby.0.0", view::Verb::press).has_value());
  CHECK(act(workspace, "map.strongest.0.0", view::Verb::press).has_value());
  const Experiment looked = workspace.experiment();
  CHECK(!act(workspace, "map_tokens", view::Verb::set, "200").has_value());
  CHECK(!act(workspace, "map_generator", view::Verb::set, "map_generator.0").has_value());
  CHECK(!act(workspace, "map.q.0.0", view::Verb::set, "1").has_value());
  CHECK(!act(workspace, "map.ready.0.0", view::Verb::press).has_value());
  CHECK(!act(workspace, "map.first.q", view::Verb::press).has_value());
  CHECK(workspace.experiment() == looked);
}
