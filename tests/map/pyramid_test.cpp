#include "map/pyramid.h"

#include "map/map_case.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

constexpr map::Rows everything = {0, most_map_tokens};

void finish(map::LongMap& map) {
  while (map.step(10'000'000)) {
  }
}

// How many numbers of the tile are of each kind.
std::array<int, 6> kinds_of(const map::Tile& tile) {
  std::array<int, 6> counts = {};
  for (const map::CellKind kind : tile.kinds) {
    ++counts[static_cast<std::size_t>(kind)];
  }
  return counts;
}
int count(const map::Tile& tile, map::CellKind kind) {
  return kinds_of(tile)[static_cast<std::size_t>(kind)];
}

// What is there of a tile is as in the whole one, row by row, and the rest waits.
void check_part(const map::Tile& part, const map::Tile& whole, int rows) {
  int there = 0;
  for (int r = 0; r < map::tile_side; ++r) {
    bool waits = false;
    for (int c = 0; c < map::tile_side; ++c) {
      const bool waiting = part.kind(r, c) == map::CellKind::waiting;
      waits = waits || waiting;
      REQUIRE(whole.kind(r, c) == (waiting ? map::CellKind::number : part.kind(r, c)));
      REQUIRE((waiting || part.number(r, c) == whole.number(r, c)));
    }
    there += waits || whole.kind(r, 0) == map::CellKind::outside ? 0 : 1;
  }
  CHECK(there == rows);
}

}  // namespace

TEST_CASE("map: a pyramid grows with the rows of L that are there, at every level") {
  for (const Mask& mask : {Mask::causal(), Mask::none()}) {
    map::LongMap whole(attention_over(random_spec(4099, 4), {.mask = mask}));
    finish(whole);
    map::LongMap growing(attention_over(random_spec(4099, 4), {.mask = mask}));
    const map::TilePlace first = {2, 0, 0};
    CHECK(growing.pyramid().has_nothing(first));
    CHECK(count(growing.pyramid().tile(growing.attention(), first, map::Pooling::mean),
                map::CellKind::number) == 0);
    int looks = 0;
    double seen = 0;
    while (!growing.pyramid().done()) {
      growing.grow(1'000'000, everything);
      if (!growing.pyramid().between_rows() || growing.pyramid().progress() < seen + 0.3) {
        continue;
      }
      seen = growing.pyramid().progress();
      ++looks;
      CHECK(!growing.attention().done());
      for (int level = 2; level <= growing.top_level(); ++level) {
        const int last = map::tiles_across(4099, level) - 1;
        for (const int row : {0, last / 2, last}) {
          for (const map::Pooling pooling : {map::Pooling::mean, map::Pooling::maximum}) {
            const map::TilePlace place = {level, row, 0};
            check_part(growing.pyramid().tile(growing.attention(), place, pooling),
                       *whole.tile(place, pooling), growing.pyramid().pooled_rows(place));
          }
        }
      }
    }
    CHECK(looks >= 2);
    CHECK(growing.done());
  }
}

TEST_CASE("map: what is in view is pooled first, with no more rows of L than it needs") {
  map::LongMap map(attention_over(random_spec(4096, 4), {}));
  const map::TilePlace seen = {1, 5, 1};  // queries 2,560 to 3,071
  int slices = 0;
  while (!map.pyramid().has(seen)) {
    map.grow(100'000, {2560, 3072});
    REQUIRE(++slices < 10'000);
  }
  CHECK(map.pyramid().pooled_rows({1, 0, 0}) == 0);
  CHECK(map.attention().progress() < 0.2);
  CHECK(map.attention().has_weights({2560, 3072}));
  CHECK(!map.attention().has_weights({0, 1}));
}

TEST_CASE("map: what an edit changes is old until it is pooled again") {
  for (const map::Mechanism mechanism : {map::Mechanism::softmax_attention, map::Mechanism::retention}) {
    map::LongMap map(attention_over(random_spec(4096, 4), {.mechanism = mechanism, .decay = 0.999}));
    finish(map);
    const map::TilePlace top = {map.top_level(), 0, 0};
    const map::Tile before = *map.tile(top, map::Pooling::mean);
    const map::EditOutcome outcome = map.apply({map::Role::keys, 3000, {3, -2, 1, 5}});
    const map::Tile old = map.pyramid().tile(map.attention(), top, map::Pooling::mean);
    CHECK(old.numbers == before.numbers);
    CHECK(old.kind(3000 / 16 - 1, 0) == map::CellKind::number);
    CHECK(old.kind(3000 / 16, 0) == map::CellKind::old);
    // Retention's scores change in one column, of which the base has two.
    const std::int64_t cells = map::visible_cells(
        map.attention().visible(), map.attention().is_retention() ? map::Block{3000, 4096, 3000, 3002}
                                                                  : map::Block{3000, 4096, 0, 4096});
    CHECK(map.pyramid().cost(map.attention()).multiply_adds == cells * 4);
    CHECK(outcome.weights.first_query == 3000);
    while (!map.pyramid().done()) {
      map.grow(20'000, everything);
    }
    const map::Tile after = map.pyramid().tile(map.attention(), top, map::Pooling::mean);
    CHECK(count(after, map::CellKind::old) == 0);
    CHECK(after.numbers != before.numbers);
    const map::Tile direct = map::make_tile(map.attention(), top, map::Pooling::mean);
    for (std::size_t n = 0; n < after.numbers.size(); ++n) {
      REQUIRE(double{after.numbers[n]} == doctest::Approx(double{direct.numbers[n]}).epsilon(1e-5));
    }
  }
}
