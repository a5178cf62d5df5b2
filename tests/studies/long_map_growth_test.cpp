#include <atomic>

#include "app/slice.h"
#include "studies/long_map_case.h"
#include "studies/sheet_blocks.h"

using namespace lookback;
using namespace lookback::testing;
using long_map::MapWork;

namespace {

// A clock that moves whenever it is read: every step of the work seems to take longer than it should, and is
// as small as steps can be.
constexpr double tick_ms = 4;
std::atomic<int> slow_readings = 0;
double slow_clock() { return tick_ms * ++slow_readings; }

Experiment with_key(const Experiment& experiment, int row, int width) {
  Experiment next = experiment;
  const std::vector<float> numbers(static_cast<std::size_t>(width), 2.0F);
  REQUIRE(long_map::replace_row(next, {map::Role::keys, row, numbers}, width).has_value());
  return next;
}

std::string seen_of(const Experiment& experiment, const MapWork& work) {
  return find_block<MapPicture>(long_map::study.sheet(experiment, {}, &work), "map.picture")->seen;
}

const std::string long_link = "map_tokens=6000&map_generator=Random&map_width=8&map_query=0&map_key=0";

}  // namespace

TEST_CASE("long map: the picture grows while the rows are computed") {
  const Experiment experiment = map_at(long_link);
  const std::vector<map::TilePlace> seen = {{4, 0, 0}, {4, 1, 0}, {4, 1, 1}, {5, 0, 0}};
  MapWork work(experiment);
  work.want(seen);
  std::uint64_t version = 0;
  int versions = 0;
  int rows = 0;
  while (work.step(slow_clock)) {
    CHECK(seen_of(experiment, work)
              .find(work.view_waits() && work.whole() != nullptr ? "not computed yet" : "") !=
          std::string::npos);
    const map::Tile* tile = work.find(seen.front());
    if (tile == nullptr || work.version(seen.front()) == version) {
      continue;
    }
    CHECK(work.version(seen.front()) > version);
    version = work.version(seen.front());
    ++versions;
    // Causal: the upper rows come first, and none that was there goes.
    int there = 0;
    while (there < map::tile_side && tile->kind(there, 0) == map::CellKind::number) {
      ++there;
    }
    CHECK(there > rows);
    rows = there;
    CHECK((rows == map::tile_side || tile->kind(rows, 0) == map::CellKind::waiting));
  }
  CHECK(versions > 1);
  CHECK(rows == map::tile_side);
  CHECK(seen_of(experiment, work).ends_with("16 × 16 weights."));
  for (const map::TilePlace& place : seen) {
    CHECK(work.cache().is_whole(place));
  }
}

TEST_CASE("long map: what is looked at closely is there long before all rows are") {
  const Experiment experiment = map_at(long_link);
  const map::TilePlace seen = {0, 10, 4};
  MapWork work(experiment);
  work.want(std::vector<map::TilePlace>{seen, {5, 0, 0}});
  while (!work.cache().is_whole(seen)) {
    REQUIRE(work.step(nullptr));
  }
  CHECK(!work.has_rows());
  CHECK(work.whole()->attention().progress() < 0.5);
  CHECK(work.find(seen)->kinds == map::make_tile(work.whole()->attention(), seen, map::Pooling::mean).kinds);
  CHECK(work.reading().has_value() == work.whole()->attention().has_weights({0, 8}));
}

TEST_CASE("long map: an edit never takes the picture away") {
  for (const char* link : {"", "&map_mechanism=Retention"}) {
    const Experiment start = map_at(long_link + link);
    const std::vector<map::TilePlace> near = {{0, 20, 1}, {5, 0, 0}};
    const std::vector<map::TilePlace> far = {{4, 1, 0}, {4, 1, 1}, {5, 0, 0}};
    MapWork work(start);
    Experiment now = start;
    for (const auto& seen : {near, far}) {
      work.want(seen);
      finish(work);
      now = with_key(now, seen == near ? 400 : 500, 8);
      REQUIRE(work.follow(now));
      CHECK(work.view_is_old());
      CHECK(seen_of(now, work).find("from before the edit") != std::string::npos);
      do {
        for (const map::TilePlace& place : seen) {
          REQUIRE(work.find(place) != nullptr);
          REQUIRE(std::ranges::count(work.find(place)->kinds, map::CellKind::waiting) == 0);
        }
      } while (work.step(slow_clock));
      CHECK(seen_of(now, work).find("edit") == std::string::npos);
      for (const map::TilePlace& place : seen) {
        CHECK(std::ranges::count(work.find(place)->kinds, map::CellKind::old) == 0);
      }
    }
  }
}

TEST_CASE("long map: an edit while the rows are computed leaves the rest of them to the slices") {
  const Experiment start = map_at(long_link);
  MapWork work(start);
  work.want(std::vector<map::TilePlace>{{5, 0, 0}});
  while (work.whole() == nullptr || work.whole()->attention().progress() < 0.3) {
    work.step(nullptr);
  }
  Experiment edited = start;
  REQUIRE(long_map::replace_row(edited, {map::Role::queries, 5, std::vector<float>(8, 1)}, 8).has_value());
  REQUIRE(work.follow(edited));
  CHECK(!work.has_rows());
  CHECK(work.whole()->attention().progress() < 0.9);
  finish(work);
  CHECK(work.has_rows());
}

TEST_CASE("what is shown of long work is renewed some times a second, and at its end") {
  app::Workspace workspace(map_at(long_link));
  const auto now = [] { return tick_ms * slow_readings; };
  double renewed = -1e9;
  std::uint64_t revision = workspace.revision();
  int renewals = 0;
  bool more = true;
  while (more) {
    const double before = now();
    workspace.work(slow_clock, 5);
    more = workspace.wake_in_ms(0) == 0;
    if (workspace.revision() == revision) {
      CHECK(now() - renewed < app::until_renewal_ms(0) + 10 * tick_ms);
      continue;
    }
    revision = workspace.revision();
    CHECK((!more || before - renewed > app::until_renewal_ms(0) - 10 * tick_ms));
    renewed = now();
    ++renewals;
  }
  CHECK(renewals > 1);
  CHECK(workspace.take_announcement().find("Nothing is expected of it.") != std::string::npos);
  CHECK(!workspace.work(slow_clock, 5));
  CHECK(workspace.revision() == revision);
}

TEST_CASE("what takes long to show is shown less often, and work gets most of the time") {
  app::Workspace workspace(map_at(long_link));
  std::uint64_t revision = workspace.revision();
  double showing = 0;
  double working = 0;
  while (workspace.wake_in_ms(0) == 0) {
    const double before = tick_ms * slow_readings;
    workspace.work(slow_clock, 5);
    working += tick_ms * slow_readings - before;
    if (workspace.revision() != revision) {
      revision = workspace.revision();
      slow_readings += 100;  // of the clock's ticks
      showing += 100 * tick_ms;
    }
  }
  CHECK(showing > 0);
  CHECK(working > 1.5 * showing);
}

TEST_CASE("a slice is short while the learner is at it, and fills a frame when nobody is") {
  CHECK(app::slice_ms(-1) == 5);
  CHECK(app::slice_ms(499) == 5);
  CHECK(app::slice_ms(500) == 12);
  CHECK(app::slice_ms(500) < 1000.0 / 60);
}
