#include <random>

#include "map/map_case.h"
#include "studies/long_map_case.h"

using namespace lookback;
using namespace lookback::testing;
using long_map::MapWork;

namespace {

Experiment with_row(const Experiment& experiment, map::Role role, int row, std::vector<float> numbers) {
  Experiment next = experiment;
  const int width = static_cast<int>(numbers.size());
  REQUIRE(long_map::replace_row(next, {role, row, std::move(numbers)}, width).has_value());
  return next;
}

// The largest difference of the weights, or scores, of `work` from those of a map made from scratch.
void check_as_from_scratch(const MapWork& work, const Experiment& experiment) {
  MapWork fresh(experiment);
  finish(fresh);
  const map::LongAttention& is = work.whole()->attention();
  const map::LongAttention& should = fresh.whole()->attention();
  REQUIRE(is.done());
  for (const map::Role role : {map::Role::queries, map::Role::keys, map::Role::values}) {
    CHECK(std::ranges::equal(is.inputs().array(role), should.inputs().array(role)));
  }
  const double allowed = 18 * allowed_log_error(should);
  for (std::size_t i = 0; i < should.log_sum_exp().size(); ++i) {
    REQUIRE(std::abs(is.log_sum_exp()[i] - should.log_sum_exp()[i]) <= allowed);
  }
  const double of_output = should.is_retention()
                               ? 18 * std::ldexp(largest_number(should.output()), -18)
                               : allowed * largest_number(should.inputs().array(map::Role::values));
  for (std::size_t n = 0; n < should.output().size(); ++n) {
    REQUIRE(std::abs(double{is.output()[n]} - double{should.output()[n]}) <= of_output);
  }
}

void check_tiles(const MapWork& work, map::Pooling pooling) {
  const map::LongAttention& attention = work.whole()->attention();
  const Matrix<double> weights = definition(attention).weights;
  for (const map::TilePlace& place : work.cache().wanted()) {
    const map::Tile* tile = work.find(place);
    REQUIRE(tile != nullptr);
    CHECK(tile->pooling == pooling);
    CHECK(difference(attention, *tile, weights, 0) == "");
  }
}

}  // namespace

TEST_CASE("long map: edits and their undo give what a map from scratch gives") {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (const char* link : {"map_generator=Random&map_width=8&map_tokens=700",
                           "map_generator=Random&map_width=8&map_tokens=300&map_mechanism=Retention",
                           "map_generator=Random&map_width=5&map_tokens=300&map_mask=Window&map_window=40",
                           "map_generator=Random&map_width=5&map_tokens=300&map_mask=Every pair"}) {
    CAPTURE(link);
    const Experiment start = map_at(std::string(link) + "&map_query=0&map_key=0");
    const int tokens = long_map::asked_of(start).inputs.tokens;
    const int width = long_map::asked_of(start).inputs.width;
    MapWork work(start);
    work.want(places_of(tokens, 0));
    finish(work);
    const std::vector<float> first(work.whole()->attention().output().begin(),
                                   work.whole()->attention().output().end());
    std::vector<Experiment> steps = {start};
    for (int n = 0; n < 12; ++n) {
      std::vector<float> numbers;
      for (int c = 0; c < width; ++c) {
        numbers.push_back(static_cast<float>(below(600) - 300) / 100.0F);
      }
      steps.push_back(with_row(steps.back(), static_cast<map::Role>(below(3)), below(tokens), numbers));
      REQUIRE(!work.serves(steps.back()));
      REQUIRE(work.follow(steps.back()));
      CHECK(work.last_edit()->rows_updated + work.last_edit()->rows_again > 0);
      if (n % 4 == 3) {
        finish(work);
        check_as_from_scratch(work, steps.back());
      }
    }
    finish(work);
    check_tiles(work, map::Pooling::mean);
    while (steps.size() > 1) {
      steps.pop_back();
      REQUIRE(work.follow(steps.back()));
    }
    finish(work);
    CHECK(work.whole()->attention().inputs().edits().empty());
    check_as_from_scratch(work, start);
    check_tiles(work, map::Pooling::mean);
  }
}

TEST_CASE("long map: edits made before the rows are computed are in them") {
  const Experiment start = map_at("map_generator=Random&map_width=8&map_tokens=600");
  MapWork work(start);
  const Experiment early = with_row(start, map::Role::keys, 3, std::vector<float>(8, 1.0F));
  CHECK(work.follow(early));
  work.step(nullptr);
  CHECK(work.whole()->attention().inputs().edits().size() == 1);
  const Experiment later = with_row(early, map::Role::values, 5, std::vector<float>(8, -2.0F));
  CHECK(work.follow(later));
  finish(work);
  check_as_from_scratch(work, later);
}

TEST_CASE("long map: tiles are as the definition has them, at every level and in both poolings") {
  for (const char* link : {"map_tokens=700&map_width=32", "map_tokens=500&map_mechanism=Retention",
                           "map_tokens=600&map_mask=Window&map_window=77"}) {
    CAPTURE(link);
    Experiment experiment = map_at(link);
    MapWork work(experiment);
    const int tokens = long_map::asked_of(experiment).inputs.tokens;
    for (int level = 0; level <= map::top_level(tokens); ++level) {
      work.want(places_of(tokens, level));
      finish(work);
      check_tiles(work, map::Pooling::mean);
    }
    long_map::set(experiment, "map_pooling", 1);
    REQUIRE(work.follow(experiment));
    CHECK(work.find(work.cache().wanted().front()) == nullptr);
    finish(work);
    check_tiles(work, map::Pooling::maximum);
  }
}

TEST_CASE("long map: what is far is pooled from all cells, in slices of a row too") {
  const Experiment experiment = map_at("map_tokens=2600&map_generator=Random&map_width=4");
  const map::TilePlace last_rows = {1, 5, 0};
  MapWork work(experiment);
  work.want(std::vector<map::TilePlace>{last_rows});
  finish(work);
  const map::Tile whole = *work.find(last_rows);
  map::LongMap again = *work.whole();
  again.apply({map::Role::keys, 0, std::vector<float>(4, 5.0F)});
  for (int n = 0; n < 20; ++n) {
    again.step(1);
  }
  // The row that was computed last is the first again, and in its middle when it is forgotten once more.
  again.apply(again.attention().inputs().first_numbers(map::Role::keys, 0));
  int slices = 0;
  while (again.step(10'000)) {
    ++slices;
  }
  CHECK(slices > 100);
  const map::Tile tile = *again.tile(last_rows, map::Pooling::mean);
  CHECK(tile.kinds == whole.kinds);
  double off = 0;
  for (std::size_t n = 0; n < tile.numbers.size(); ++n) {
    const double number = double{whole.numbers[n]};
    off = std::max(off, number == 0 ? 0 : std::abs(double{tile.numbers[n]} - number) / number);
  }
  CHECK(off <= 18 * allowed_weight_error(again.attention()));
}

TEST_CASE("long map: tiles are bounded in number, and those that are wanted stay") {
  const Experiment experiment =
      map_at("map_tokens=16384&map_width=1&map_generator=Random&map_mask=Window&map_window=1");
  MapWork work(experiment);
  std::vector<map::TilePlace> all;
  for (int n = 0; n < 200; ++n) {
    all.push_back({0, n % 60, n % 61});
  }
  work.want(all);
  CHECK(work.cache().wanted().size() == long_map::TileCache::most);
  CHECK(!work.want(all));
  finish(work);
  for (int first = 0; first < 190; first += 10) {
    const std::span<const map::TilePlace> seen = std::span(all).subspan(static_cast<std::size_t>(first), 10);
    CHECK(work.want(seen));
    CHECK(work.want(std::span(all).first(1)));  // in between
    work.want(seen);
    finish(work);
    CHECK(work.cache().size() <= long_map::TileCache::most);
    for (const map::TilePlace& place : seen) {
      CHECK(work.find(place) != nullptr);
    }
  }
}

TEST_CASE("long map: a tile's version grows when its numbers change, or it is gone, and at no other time") {
  const Experiment start = map_at("map_tokens=600&map_generator=Random&map_width=8");
  MapWork work(start);
  work.want(places_of(600, 0));
  finish(work);
  const map::TilePlace above = {0, 0, 0};
  const map::TilePlace below = {0, 2, 1};
  const std::uint64_t first = work.version(above);
  const std::uint64_t second = work.version(below);
  const auto follow = [&](const Experiment& next) {
    REQUIRE(work.follow(next));
    finish(work);
  };
  follow(with_row(start, map::Role::values, 3, std::vector<float>(8, 2.0F)));
  CHECK(work.version(above) == first);
  CHECK(work.version(below) == second);
  // Only queries from 550 on see that key.
  follow(with_row(start, map::Role::keys, 550, std::vector<float>(8, 2.0F)));
  CHECK(work.version(above) == first);
  CHECK(work.version(below) > second);
  std::vector<std::uint64_t> edited;
  for (const map::TilePlace& place : work.cache().wanted()) {
    edited.push_back(work.version(place));
  }
  // The tiles that have other weights again stay, as old ones, until they are there.
  REQUIRE(work.follow(start));
  CHECK(work.find(below)->kind(550 - 512, 3) == map::CellKind::old);
  CHECK(work.find(below)->kind(549 - 512, 3) == map::CellKind::number);
  std::vector<bool> whole;
  for (std::size_t n = 0; n < edited.size(); ++n) {
    CHECK(work.version(work.cache().wanted()[n]) == edited[n]);
    whole.push_back(work.cache().is_whole(work.cache().wanted()[n]));
  }
  finish(work);
  for (std::size_t n = 0; n < edited.size(); ++n) {
    CHECK((work.version(work.cache().wanted()[n]) > edited[n]) != whole[n]);
  }
  CHECK(work.version(above) == first);
}

TEST_CASE("long map: looking never computes a row again, and nothing is left to do after it") {
  app::Workspace workspace(map_at("map_tokens=500"));
  const auto work_all = [&] {
    int slices = 0;
    while (workspace.work([] { return 0.0; }, -1)) {
      ++slices;
    }
    return slices;
  };
  CHECK(work_all() > 2);
  const std::string finding = workspace.sheet().finding;
  workspace.take_announcement();
  for (const auto& [id, text] :
       {std::pair("map.picture", "100 100 50"), std::pair("map_colours", "map_colours.1"),
        std::pair("map_query", "40"), std::pair("map_key", "4")}) {
    REQUIRE(act(workspace, id, view::Verb::set, text).has_value());
    CHECK(workspace.sheet().finding == finding);
    CHECK(work_all() == 0);
  }
  workspace.want(std::vector<map::TilePlace>{{0, 0, 0}});
  workspace.take_announcement();
  CHECK(work_all() > 0);
  CHECK(workspace.sheet().finding == finding);
  CHECK(workspace.take_announcement().empty());
}
