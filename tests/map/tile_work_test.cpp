#include "map/tile_work.h"

#include "base/random.h"
#include "base/sample.h"
#include "map/map_case.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

constexpr map::Pooling poolings[] = {map::Pooling::mean, map::Pooling::maximum};

const Mask masks[] = {Mask::causal(), Mask::none(), Mask::window(17, 0), Mask::window(40, 9),
                      Mask::diagonal()};

// Every tile of every level.
void check_all_tiles(const map::LongAttention& attention) {
  const Matrix<double> weights = definition(attention).weights;
  for (int level = 0; level <= map::top_level(attention.tokens()); ++level) {
    const int across = map::tiles_across(attention.tokens(), level);
    for (int n = 0; n < across * across; ++n) {
      for (const map::Pooling pooling : poolings) {
        const map::Tile tile = map::make_tile(attention, {level, n / across, n % across}, pooling);
        CHECK(difference(attention, tile, weights, 0) == "");
      }
    }
  }
}

}  // namespace

TEST_CASE("map: visible cells of a block are counted without looking at them") {
  Random random(3);
  for (int trial = 0; trial < 2000; ++trial) {
    const Mask& mask = masks[trial % 5];
    const map::Block block = {random.below(60), 20 + random.below(60), random.below(60),
                              20 + random.below(60)};
    std::int64_t count = 0;
    for (auto i = block.first_query; i < block.end_query; ++i) {
      for (auto j = block.first_key; j < block.end_key; ++j) {
        count += mask.visible(static_cast<int>(i), static_cast<int>(j)) ? 1 : 0;
      }
    }
    CHECK(map::visible_cells(map::visible_keys(mask), block) == count);
  }
}

TEST_CASE("map: tiles of every level agree with the definition of softmax attention") {
  int turn = 0;
  for (const int tokens : {1, 2, 63, 64, 65, 255, 256, 257, 1000}) {
    if (tokens > sample_of(1000)) {
      continue;
    }
    for (const Mask& mask : masks) {
      constexpr int widths[] = {1, 3, 16, 64, 5};
      const int width = tokens == 1000 ? 8 : widths[turn++ % 5];
      CAPTURE(tokens);
      CAPTURE(width);
      check_all_tiles(done(random_spec(tokens, width, static_cast<std::uint64_t>(turn)), {.mask = mask}));
    }
  }
}

TEST_CASE("map: tiles of large logits agree with the definition") {
  check_all_tiles(done(random_spec(300, 32), {.scale = 3}));
}

TEST_CASE("map: random tiles of 4,096 tokens agree with the definition, pooled or not") {
  Random random(11);
  const map::LongAttention attention = done(random_spec(4096, 16, 5), {});
  for (int trial = 0; trial < 8; ++trial) {
    const int level = trial % 3;
    const int across = map::tiles_across(4096, level);
    const map::TilePlace place = {level, random.below(across), random.below(across)};
    const map::Block block = map::cells_of(4096, place);
    const Matrix<double> weights = definition(attention, static_cast<int>(block.first_query),
                                              static_cast<int>(block.end_query - block.first_query))
                                       .weights;
    for (const map::Pooling pooling : poolings) {
      CAPTURE(place.row);
      CAPTURE(place.column);
      CHECK(difference(attention, map::make_tile(attention, place, pooling), weights,
                       static_cast<int>(block.first_query)) == "");
    }
  }
}

TEST_CASE("map: the pyramid has the tiles that are computed directly") {
  for (const map::Mechanism mechanism : {map::Mechanism::softmax_attention, map::Mechanism::retention}) {
    map::LongMap map(attention_over(random_spec(4099, 4), {.mechanism = mechanism, .decay = 0.99}));
    CHECK(!map.ready(0));
    CHECK(!map.tile({0, 0, 0}, map::Pooling::mean).has_value());
    while (map.step(3'000'000)) {
    }
    CHECK(map.pyramid().base() == 2);
    for (int level = 2; level <= map.top_level(); ++level) {
      const int last = map::tiles_across(4099, level) - 1;
      for (const map::Pooling pooling : poolings) {
        const map::TilePlace place = {level, last, last / 2};
        const map::Tile pooled = *map.tile(place, pooling);
        const map::Tile direct = map::make_tile(map.attention(), place, pooling);
        CHECK(pooled.kinds == direct.kinds);
        double largest = 0;
        for (std::size_t n = 0; n < direct.numbers.size(); ++n) {
          largest = std::max(largest, std::abs(double{direct.numbers[n]}));
        }
        double worst = 0;
        for (std::size_t n = 0; n < direct.numbers.size(); ++n) {
          worst = std::max(worst, std::abs(double{pooled.numbers[n]} - double{direct.numbers[n]}));
        }
        CHECK(worst <= 1e-6 * largest);
      }
    }
    CHECK(!map.tile({map.top_level() + 1, 0, 0}, map::Pooling::mean).has_value());
  }
}

TEST_CASE("map: a NaN marks what it reaches, and nothing that does not see it") {
  map::LongAttention attention = attention_over(random_spec(600, 8), {});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  attention.apply({map::Role::keys, 300, std::vector<float>(8, nan)});
  attention.apply({map::Role::queries, 40, std::vector<float>(8, nan)});
  finish(attention);
  for (const map::Pooling pooling : poolings) {
    const map::Tile first = map::make_tile(attention, {0, 0, 0}, pooling);
    CHECK(first.kind(39, 5) == map::CellKind::number);
    CHECK(first.kind(40, 40) == map::CellKind::not_a_number);
    CHECK(std::isnan(first.number(40, 3)));
    CHECK(first.kind(40, 41) == map::CellKind::masked);
    const map::Tile second = map::make_tile(attention, {0, 1, 1}, pooling);
    CHECK(second.kind(300 - 256 - 1, 3) == map::CellKind::number);
    CHECK(second.kind(300 - 256, 3) == map::CellKind::not_a_number);
    const map::Tile whole = map::make_tile(attention, {2, 0, 0}, pooling);
    CHECK(whole.kind(10, 4) == map::CellKind::not_a_number);
    CHECK(whole.kind(11, 4) == map::CellKind::number);
    CHECK(whole.kind(75, 2) == map::CellKind::not_a_number);
    CHECK(whole.kind(2, 3) == map::CellKind::masked);
    CHECK(whole.kind(150, 0) == map::CellKind::outside);
  }
}

TEST_CASE("map: slices of any size give the same tile, and say what they cost") {
  const map::LongAttention attention = done(random_spec(700, 8), {.mask = Mask::window(300, 2)});
  const map::TilePlace place = {1, 1, 0};
  map::TileWork work(attention, place, map::Pooling::mean);
  int slices = 1;
  double progress = 0;
  while (work.step(attention, 5000)) {
    CHECK(work.progress() > progress);
    progress = work.progress();
    ++slices;
  }
  CHECK(slices > 188 / kernels::most_panel);
  CHECK(work.tile(attention).numbers == map::make_tile(attention, place, map::Pooling::mean).numbers);
  std::int64_t visible = 0;
  for (int i = 512; i < 700; ++i) {
    for (int j = 0; j < 512; ++j) {
      visible += attention.rule().mask.visible(i, j) ? 1 : 0;
    }
  }
  CHECK(map::tile_cost(attention, place, map::Pooling::mean) == map::Operations{visible * 8, visible});
}

TEST_CASE("map: a cell is explained by the numbers of its tile") {
  const map::LongAttention attention = done(random_spec(100, 16), {});
  const map::Tile tile = map::make_tile(attention, {0, 0, 0}, map::Pooling::mean);
  const map::CellExplanation cell = map::explain(attention, 70, 3);
  CHECK(cell.visible);
  CHECK(cell.score == doctest::Approx(cell.dot / 4));
  CHECK(double{tile.number(70, 3)} == doctest::Approx(cell.number).epsilon(1e-5));
  CHECK(cell.sentence.find("q₇₀·k₃ = ") == 0);
  CHECK(!map::explain(attention, 3, 70).visible);
  CHECK(map::explain(attention, 3, 70).sentence == "Query 3 does not see key 70.");
}
