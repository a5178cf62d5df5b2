#include <cmath>

#include "platform/gl/tile_shelf.h"
#include "ui/lab.h"
#include "ui/map_page.h"
#include "ui/maps/map_axes.h"
#include "ui/maps/map_readout.h"
#include "ui/rectangles.h"

using namespace lookback;
using namespace lookback::ui::maps;
using test::MapPage;
using test::overlap;

namespace {

bool inside(const ui::Rectangle& inner, const ui::Rectangle& outer) {
  constexpr float touching = 0.6F;
  return inner.x >= outer.x - touching && inner.y >= outer.y - touching &&
         inner.right() <= outer.right() + touching && inner.bottom() <= outer.bottom() + touching;
}

void check_apart(const std::vector<AxisLabel>& labels) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t j = i + 1; j < labels.size(); ++j) {
      const bool over = overlap(labels[i].area, labels[j].area, 0);
      CHECK_FALSE(over);
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("a map has room at every width and length, and its parts stay within it") {
  for (const int tokens : {1, 2, 3, 64, 1000, 65536}) {
    for (const float width : {320.0F, 361.0F, 390.0F, 519.0F, 640.0F, 777.5F, 900.0F, 1100.0F, 1440.0F}) {
      for (const bool touch : {false, true}) {
        CAPTURE(tokens);
        CAPTURE(width);
        MapPage page(tokens, width, 700, touch);
        page.tiles.add({map::top_level(tokens), 0, 0}, 0.5F);
        for (const double span : {1.0 * tokens, tokens / 3.3, 1.0}) {
          page.look(tokens * 0.4, tokens * 0.7, span);
          const ui::Rectangle area = page.at("map");
          CHECK(area.width >= std::min(240.0F, width - 90));
          CHECK(area.width == area.height);
          const bool within_sheet = inside(area, {0, 0, width, page.needed});
          CHECK(within_sheet);
          const bool within_section = inside(area, page.at("section.map_section"));
          CHECK(within_section);
          const bool on_prose = overlap(area, page.at("explained.line.0"), 0);
          CHECK_FALSE(on_prose);
          for (const TilePart& part : page.drawn().parts) {
            const bool within_area = inside(part.area, area);
            CHECK(within_area);
          }
          CHECK(page.last.tiles.size() <= 64);
          for (const map::TilePlace& tile : page.last.tiles) {
            CHECK(map::exists(tokens, tile));
          }
        }
      }
    }
  }
}

TEST_CASE("a map takes most of a sheet's height, and of a phone's width") {
  CHECK(MapPage(64, 1440, 900).at("map").height >= 600);
  CHECK(MapPage(64, 390, 844).at("map").width >= 300);
}

TEST_CASE("on a phone the map is in sight, and what is set seldom follows its sheet") {
  test::Lab lab(390, 844, ui::Palette::dark, true);
  REQUIRE(lab.workspace.open("study=long_map&map_tokens=64").has_value());
  lab.take_needed_height();
  lab.settle();
  CHECK(lab.rectangle("map.picture").bottom() <= 844);
  CHECK(lab.rectangle("map_tokens").bottom() < lab.rectangle("map.picture").y);
  const float sheet_end = lab.rectangle("map.ready").bottom();
  for (const char* id : {"map_width", "map_seed", "map_mask", "map_pooling", "map_colours"}) {
    CHECK(lab.rectangle(id).y > sheet_end);
  }
}

TEST_CASE("what follows a map in its section stands beside it where there is room") {
  {
    const MapPage wide(64, 1440, 900);
    CHECK(wide.at("explained.line.0").x > wide.at("map").right());
    CHECK(wide.at("explained.line.0").y < wide.at("map").centre_y());
  }
  const MapPage narrow(64, 600, 900);
  CHECK(narrow.at("explained.line.0").y > narrow.at("map").bottom());
}

TEST_CASE("sections that follow a map stand beside it as far as there is room, and below it else") {
  {
    const MapPage wide(64, 1440, 900);
    CHECK(wide.at("section.next").x > wide.at("map").right());
    CHECK(wide.at("section.next").y > wide.at("explained.line.0").bottom());
    CHECK(wide.at("section.next").bottom() < wide.at("map").bottom());
    CHECK(wide.at("section.long").x < wide.at("map").x);
    CHECK(wide.at("section.long").y > wide.at("section.map_section").bottom());
    const bool over = overlap(wide.at("section.next"), wide.at("section.map_section"), 0);
    CHECK_FALSE(over);
  }
  const MapPage narrow(64, 600, 900);
  CHECK(narrow.at("section.next").y > narrow.at("map").bottom());
}

TEST_CASE("labels of a map's axes do not touch, and the chosen cell has its own") {
  const auto check = [](const std::vector<AxisLabel>& labels, const Range& range, int chosen) {
    check_apart(labels);
    CHECK(!labels.empty());
    const auto is_chosen = [&](const AxisLabel& label) { return label.token == chosen && label.chosen; };
    const bool in_view = range.first <= chosen && chosen <= range.last;
    CHECK(std::ranges::any_of(labels, is_chosen) == in_view);
  };
  for (const int tokens : {1, 2, 64, 1000, 65536}) {
    for (const float side : {244.0F, 314.0F, 640.0F}) {
      for (double span = tokens; span > 0.5; span /= 1.9) {
        for (const double where : {0.0, 0.5, 1.0}) {
          for (const int chosen : {-1, 0, tokens / 2, tokens - 1}) {
            CAPTURE(tokens);
            CAPTURE(side);
            CAPTURE(span);
            const map::View view = within({where * tokens, where * tokens, span}, tokens);
            const MapPlace place = {{80, 60, side, side}, view, tokens};
            const std::vector<AxisLabel> rows = row_labels(place, 4, chosen);
            check(rows, rows_in_view(place), chosen);
            for (const AxisLabel& label : rows) {
              CHECK(label.area.right() < place.area.x);
            }
            const std::vector<AxisLabel> columns = column_labels(place, 30, chosen, 6.1F);
            check(columns, columns_in_view(place), chosen);
            for (const AxisLabel& label : columns) {
              CHECK(label.area.bottom() < place.area.y);
              CHECK(label.area.right() <= place.area.right() + 0.1F);
            }
          }
        }
      }
    }
  }
}

TEST_CASE("every tile in view is asked for, the middle first, and then the one of everything") {
  MapPage page(65536, 1440, 900);
  page.look(30000, 20000, 5000);
  REQUIRE(page.last.tiles.size() > 1);
  const map::TilePlace first = page.last.tiles.front();
  const int side = map::tile_side << first.level;
  CHECK(first == map::TilePlace{first.level, 30000 / side, 20000 / side});
  CHECK(page.last.tiles.back() == map::TilePlace{8, 0, 0});
  CHECK(page.drawn().parts.empty());

  page.tiles.add({8, 0, 0}, 0.5F);
  page.settle();
  CHECK(page.drawn().parts.size() == page.last.tiles.size() - 1);
  const std::size_t asked = page.last.tiles.size();
  page.tiles.add(first, 0.5F);
  page.settle();
  CHECK(page.last.tiles.size() == asked);
  CHECK(page.drawn().parts.front().tile->place == first);
}

TEST_CASE(
    "numbers stand in cells that are large enough, and what is read under the pointer is what is drawn") {
  MapPage page(1000, 1440, 900);
  page.tiles.add({0, 1, 0}, 0.125F);
  page.tiles.add({2, 0, 0}, 0.5F);
  CHECK_FALSE(has_numbers({{0, 0, 640, 640}, {300, 300, 22}, 1000}));
  CHECK(has_numbers({{0, 0, 640, 640}, {300, 300, 21}, 1000}));

  const view::Node& node = *view::find(page.nodes, "map");
  const auto says = [&](int level, int row, int column) {
    return readout(node, {row, column}, reading_at(page.tiles, 1000, level, {row, column}));
  };
  CHECK(says(0, 300, 5) == "query 300 “w300”, key 5 “w5”: 0.125");
  CHECK(says(2, 998, 5) == "queries 996–999, keys 4–7, mean of 4 × 4: 0.5");
  CHECK(says(0, 998, 5) == says(2, 998, 5));
  CHECK(says(2, 300, 5) == "queries 300–303, keys 4–7, mean of 4 × 4: 0.5");
  page.tiles.add({0, 0, 3}, 0, map::CellKind::masked);
  page.tiles.add({0, 3, 0}, NAN, map::CellKind::not_a_number);
  CHECK(says(0, 3, 800) == "query 3 “w3”, key 800 “w800”: masked");
  CHECK(says(0, 800, 3) == "query 800 “w800”, key 3 “w3”: NaN");
  page.tiles.add({0, 2, 2}, 0, map::CellKind::waiting);
  page.tiles.add({2, 0, 0}, 0.5F, map::CellKind::old);
  CHECK(says(0, 600, 600) == "query 600 “w600”, key 600 “w600”: not computed yet");
  CHECK(says(2, 998, 5) == "queries 996–999, keys 4–7, mean of 4 × 4: 0.5, from before the edit");
  const test::FakeTiles none;
  CHECK(readout(node, {600, 5}, reading_at(none, 1000, 0, {600, 5})).ends_with(": not computed yet"));
}

TEST_CASE(
    "no more tiles are kept as textures than there is room for, and the one drawn longest ago goes first") {
  platform::maps::TileShelf shelf(4);
  const test::FakeTiles tiles;
  const auto take = [&](int column, std::uint64_t version = 1) {
    return shelf.take({&tiles, {0, 0, column}, map::Pooling::mean, version});
  };
  for (int column = 0; column < 4; ++column) {
    CHECK_FALSE(take(column).filled);
  }
  CHECK(take(0).filled);
  const std::size_t oldest = take(1).index;
  CHECK(take(1).filled);
  CHECK(take(2).filled);
  CHECK(take(0).filled);
  CHECK_FALSE(take(4).filled);  // in place of 3
  CHECK_FALSE(take(3).filled);  // in place of 1
  CHECK(take(3).index == oldest);
  // A tile with other numbers takes the place of what it was.
  const std::size_t changed = take(0).index;
  CHECK_FALSE(take(0, 2).filled);
  CHECK(take(0, 2).index == changed);
  CHECK(take(2).filled);
  CHECK(take(3).filled);
  CHECK(take(4).filled);
  for (int column = 0; column < 10000; ++column) {
    (void)take(column);
  }
  CHECK(shelf.size() == 4);
  CHECK(take(9999).filled);
  shelf.forget(&tiles);
  CHECK_FALSE(take(9999).filled);
  CHECK(shelf.size() == 4);
}
