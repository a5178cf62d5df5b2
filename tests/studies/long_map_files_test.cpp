#include "app/opened_files.h"
#include "map/map_case.h"
#include "studies/long_map_case.h"
#include "studies/sheet_blocks.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

double wave(int row, int column) { return std::sin(row * 0.37 + column * 1.3); }
double other_wave(int row, int column) { return std::cos(row * 0.11 + column * 0.7); }

// Q and K 300 × 24, V 300 × 5.
std::string put_all(app::Workspace& workspace) {
  const std::string q = open(workspace, "q.npy", npy(300, 24, wave));
  const std::string k = open(workspace, "k.npy", npy(300, 24, other_wave));
  const std::string v = open(workspace, "v.npy", npy(300, 5, of_place));
  REQUIRE(files::place(workspace, q, "q", "Q", 0, 0).has_value());
  REQUIRE(files::place(workspace, k, "k", "K", 0, 0).has_value());
  REQUIRE(files::place(workspace, v, "v", "V", 0, 0).has_value());
  return v;
}

}  // namespace

TEST_CASE("long map: the whole of open files is in the map, and edited there") {
  app::Workspace workspace(map_at(""));
  put_all(workspace);
  choose(workspace, "map_generator", "4");
  work_all(workspace);
  long_map::Asked asked = long_map::asked_of(workspace.experiment());
  CHECK(asked.inputs.tokens == 300);
  CHECK(asked.chosen == long_map::Cell{299, 299});
  const SheetTable& q = table_of(workspace.sheet(), "map.q");
  CHECK(q.values(1, 3) == doctest::Approx(wave(299, 19)).epsilon(1e-6));
  CHECK(table_of(workspace.sheet(), "map.v").values.columns() == 5);
  double sum = 0;
  std::vector<double> scores;
  for (int key = 0; key < 300; ++key) {
    double dot = 0;
    for (int c = 0; c < 24; ++c) {
      dot += wave(299, c) * other_wave(key, c);
    }
    scores.push_back(std::exp(dot / std::sqrt(24.0)));
    sum += scores.back();
  }
  CHECK(table_of(workspace.sheet(), "map.nearby").values(7, 7) ==
        doctest::Approx(scores[299] / sum).epsilon(1e-4));
  CHECK(find_block<Prose>(workspace.sheet(), "map.files")->lines[2][0].text.find("all of “v” of “v.npy”") !=
        std::string::npos);
  CHECK(find_block<Prose>(workspace.sheet(), "window.place") == nullptr);

  const std::string link = workspace.link();
  REQUIRE(act(workspace, "map.v.0.4", view::Verb::set, "9").has_value());
  CHECK(*from_link(workspace.link(), workspace.files()) == workspace.experiment());
  work_all(workspace);
  CHECK(table_of(workspace.sheet(), "map.v").values(0, 4) == 9);
  REQUIRE(act(workspace, "map.first.v", view::Verb::press).has_value());
  CHECK(workspace.link() == link);

  app::Workspace elsewhere;
  const Expected<void> waits = elsewhere.open(link);
  REQUIRE(!waits.has_value());
  CHECK(waits.error().sentence.find("which is not open") != std::string::npos);
  CHECK(elsewhere.awaited_files().size() == 3);
  put_all(elsewhere);
  CHECK(elsewhere.link() == link);
}

TEST_CASE("long map: files that do not fit each other, or the map, are refused with what is accepted") {
  app::Workspace workspace(map_at(""));
  const std::string q = open(workspace, "q.npy", npy(200, 24, wave));
  REQUIRE(files::place(workspace, q, "q", "Q", 0, 0).has_value());
  const Expected<void> alone = act(workspace, "map_generator", view::Verb::set, "map_generator.4");
  REQUIRE(!alone.has_value());
  CHECK(alone.error().sentence.find("200 × 24, 64 × 16 and 64 × ") != std::string::npos);
  const std::string wide = open(workspace, "wide.npy", npy(70, 129, wave));
  for (const char* name : {"Q", "K", "V"}) {
    REQUIRE(files::place(workspace, wide, "wide", name, 0, 0).has_value());
  }
  const Expected<void> refused = act(workspace, "map_generator", view::Verb::set, "map_generator.4");
  REQUIRE(!refused.has_value());
  CHECK(refused.error().sentence.find("of width up to 128") != std::string::npos);
}

TEST_CASE("long map: without files the numbers of the board are in the map") {
  app::Workspace workspace(map_at("map_generator=Files&tokens=a,b,c&Q=1,2;3,4;5,6&K=1,0;0,1;1,1&V=1;2;3"));
  work_all(workspace);
  CHECK(table_of(workspace.sheet(), "map.nearby").values.rows() == 3);
  CHECK(table_of(workspace.sheet(), "map.nearby").rows[2] == "2 c");
  CHECK(table_of(workspace.sheet(), "map.q").values(0, 1) == 6);
}
