#include "ui/maps/map_place.h"

#include <doctest/doctest.h>

#include <cmath>

#include "ui/map_page.h"
#include "ui/maps/tile_map.h"

using namespace lookback;
using namespace lookback::ui::maps;

namespace {

MapPlace place_of(int tokens, double span, float side, double row, double column) {
  return {{100, 50, side, side}, {row, column, span}, tokens};
}

MapPlace whole_place(int tokens, float side) { return {{100, 50, side, side}, whole(tokens), tokens}; }

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("a number of the map's level covers one pixel of the screen at least, and less than two") {
  for (const int tokens : {1, 2, 64, 255, 256, 257, 1000, 4096, 65536}) {
    for (const float side : {244.0F, 314.0F, 511.5F, 512.0F, 640.0F}) {
      for (const float ratio : {1.0F, 1.25F, 2.0F, 3.0F}) {
        for (double span = tokens; span >= 1; span /= 1.7) {
          CAPTURE(tokens);
          CAPTURE(side);
          CAPTURE(ratio);
          CAPTURE(span);
          const MapPlace place = place_of(tokens, span, side, tokens / 2.0, tokens / 2.0);
          const int level = level_for(place, ratio);
          const double pixels = std::ldexp(place.cell() * ratio, level);
          if (level < map::top_level(tokens)) {
            CHECK(pixels >= 1 - 1e-6);
          }
          if (level > 0) {
            CHECK(pixels < 2 + 1e-6);
          }
        }
      }
    }
  }
  CHECK(level_for(whole_place(65536, 512), 1) == 7);
  CHECK(level_for(whole_place(65536, 511), 1) == 8);
  CHECK(level_for(whole_place(64, 512), 1) == 0);
}

TEST_CASE("the tiles in view cover it, exist, begin in the middle, and are few") {
  for (const int tokens : {1, 2, 64, 1000, 65536}) {
    for (double span = tokens; span >= 1; span /= 3) {
      for (const double where : {0.0, 0.31, 0.5, 1.0}) {
        CAPTURE(tokens);
        CAPTURE(span);
        const map::View view = within({where * tokens, (1 - where) * tokens, span}, tokens);
        const MapPlace place = {{10, 20, 640, 640}, view, tokens};
        const std::vector<map::TilePlace> tiles = few_tiles_in_view(place, level_for(place, 3), 63);
        REQUIRE(!tiles.empty());
        CHECK(tiles.size() <= 63);
        const int side = map::tile_side << tiles.front().level;
        for (const map::TilePlace& tile : tiles) {
          CHECK(map::exists(tokens, tile));
        }
        const double half = side / 2.0 + 1e-6;
        CHECK(std::abs((tiles.front().row + 0.5) * side - view.row) <= half);
        CHECK(std::abs((tiles.front().column + 0.5) * side - view.column) <= half);
        for (const ImVec2 corner : {place.area.low(), ImVec2{649.9F, 659.9F}}) {
          const Cell cell = cell_at(place, corner);
          CHECK(std::ranges::find(tiles, map::TilePlace{tiles.front().level, cell.row / side,
                                                        cell.column / side}) != tiles.end());
        }
      }
    }
  }
}

TEST_CASE("a view stays on the map, and zooming leaves in place what it zooms at") {
  for (const int tokens : {1, 2, 3, 64, 1000, 65536}) {
    for (const double span : {0.0, 1.0, 3.7, 64.0, 5e5}) {
      for (const double row : {-1e6, 0.0, 3.3, 900.0, 1e9}) {
        const map::View view = within({row, tokens - row, span}, tokens);
        CAPTURE(tokens);
        CAPTURE(span);
        CHECK(view.span <= tokens);
        CHECK(view.span >= std::min(map::closest_span, double{1} * tokens));
        CHECK(view.row - view.span / 2 >= 0);
        CHECK(view.row + view.span / 2 <= tokens);
        CHECK(view.column - view.span / 2 >= 0);
        CHECK(view.column + view.span / 2 <= tokens);
      }
    }
  }
  MapPlace place = place_of(65536, 4096, 640, 30000, 20000);
  const ImVec2 pointer = {333, 444};
  const double row = place.row_at(pointer.y);
  const double column = place.column_at(pointer.x);
  place.view = zoomed(place.view, place.tokens, 0.37, row, column);
  const double pixel = 1 / place.cell();
  CHECK(place.view.span == doctest::Approx(4096 * 0.37).epsilon(1e-3));
  CHECK(std::abs(place.row_at(pointer.y) - row) < pixel);
  CHECK(std::abs(place.column_at(pointer.x) - column) < pixel);
  CHECK(zoomed(place.view, place.tokens, 1e9, row, column) == whole(65536));
}

TEST_CASE("in place of a missing tile stands what covers it of the finest coarser one") {
  test::FakeTiles tiles;
  const MapPlace place = place_of(4096, 1024, 512, 1536, 1024);  // level 1: rows 1024 to 2048
  const std::vector<map::TilePlace> wanted = tiles_in_view(place, 1);
  REQUIRE(wanted.size() == 4);
  CHECK(parts_of(place, tiles, wanted).empty());

  tiles.add({4, 0, 0}, 4);
  tiles.add({2, 1, 0}, 2);
  tiles.add({1, 2, 2}, 1);
  const std::vector<TilePart> parts = parts_of(place, tiles, wanted);
  REQUIRE(parts.size() == 4);
  double covered = 0;
  for (const TilePart& part : parts) {
    covered += double{part.area.width} * part.area.height;
    const map::TilePlace& from = part.tile->place;
    const double number = std::ldexp(1, from.level);
    // The corner of the part shows the same cell through its window.
    const double column = place.column_at(part.area.x);
    const double row = place.row_at(part.area.y);
    CHECK((double{256} * from.column + part.window.x) * number == doctest::Approx(column));
    CHECK((double{256} * from.row + part.window.y) * number == doctest::Approx(row));
    CHECK(part.window.width * number * place.cell() == doctest::Approx(part.area.width));
    CHECK(part.window.x + part.window.width <= 256.001F);
    CHECK(part.window.y + part.window.height <= 256.001F);
    const bool is_exact = row < 1536 && column >= 1024;
    const int expected = is_exact ? 1 : (column < 1024 ? 2 : 4);
    CHECK(from.level == expected);
  }
  CHECK(covered == doctest::Approx(512.0 * 512));
}
