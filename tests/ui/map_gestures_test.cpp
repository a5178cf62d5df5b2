#include <cmath>

#include "ui/lab.h"
#include "ui/map_page.h"

using namespace lookback;
using test::MapPage;

TEST_CASE("a drag moves the map with the pointer, as one undo step, and chooses nothing") {
  MapPage page(65536, 1440, 900);
  page.look(30000, 20000, 6400);
  const ui::Rectangle area = page.at("map");
  const float cells_a_pixel = 6400 / area.width;
  page.move_to(area.x + 300, area.y + 300);
  page.press(true);
  for (int step = 1; step <= 10; ++step) {
    page.move_to(area.x + 300 + static_cast<float>(7 * step), area.y + 300 - static_cast<float>(4 * step));
  }
  page.press(false);
  CHECK(page.gestures.size() == 1);
  CHECK(*page.gestures.begin() != 0);
  CHECK(page.pressed.empty());
  CHECK(page.picture.view.row == doctest::Approx(30000 + 40 * cells_a_pixel).epsilon(1e-4));
  CHECK(page.picture.view.column == doctest::Approx(20000 - 70 * cells_a_pixel).epsilon(1e-4));
  CHECK(page.picture.view.span == 6400);

  page.press(true);
  page.move_to(area.x + 100, area.y + 300);
  page.press(false);
  CHECK(page.gestures.size() == 2);

  page.look(30000, 20000, 6400);
  page.move_to(area.x + 300, area.y + 300);
  page.press(true);
  page.release_at(area.x + 370, area.y + 260);
  CHECK(page.picture.view.row == doctest::Approx(30000 + 40 * cells_a_pixel).epsilon(1e-4));
  CHECK(page.picture.view.column == doctest::Approx(20000 - 70 * cells_a_pixel).epsilon(1e-4));
  CHECK(page.pressed.empty());
}

TEST_CASE("a press that is taken away chooses no cell of the map") {
  MapPage page(1000, 1440, 900);
  const ui::Rectangle area = page.at("map");
  page.move_to(area.x + 300, area.y + 300);
  page.press(true);
  page.cancel();
  CHECK(page.pressed.empty());
  CHECK(page.last.focus_request.empty());
  page.wait();
  page.click(area.x + 300, area.y + 300);
  CHECK(page.pressed.size() == 1);
}

TEST_CASE("a click chooses the cell under the pointer, and a double click looks closer at it") {
  MapPage page(1000, 1440, 900);
  const ui::Rectangle area = page.at("map");
  const float cell = area.width / 1000;
  page.click(area.x + 250.5F * cell, area.y + 700.5F * cell);
  CHECK(page.pressed == std::vector<std::string>{"700 250"});
  CHECK(page.last.focus_request.empty());
  CHECK(page.picture.view.span == 1000);
  page.click(area.x + 250.5F * cell, area.y + 700.5F * cell);
  CHECK(page.pressed.size() == 1);
  CHECK(page.picture.view.span == 500);
  CHECK(page.picture.view.row - 250 + 500 * 0.7005 == doctest::Approx(700.5).epsilon(1e-3));
}

TEST_CASE("a press asks for the focus, also after a drag") {
  MapPage page(1000, 1440, 900);
  const ui::Rectangle area = page.at("map");
  page.move_to(area.centre_x(), area.centre_y());
  page.press(true);
  CHECK(page.last.focus_request.empty());
  page.press(false);
  CHECK(page.last.focus_request == "map");
}

TEST_CASE("the wheel zooms at the pointer; turns that follow each other are one undo step") {
  MapPage page(65536, 1440, 900);
  page.look(30000, 20000, 6400);
  CHECK_FALSE(page.last.zooming);
  const ui::Rectangle area = page.at("map");
  page.move_to(area.x + 100, area.y + 200);
  page.frame();
  CHECK(page.last.zooming);
  const double row = 30000 + (200 - area.height / 2) * 6400 / area.height;
  page.wheel(1);
  page.wheel(1);
  CHECK(page.picture.view.span == 1600);
  CHECK(page.gestures.size() == 1);
  CHECK(page.picture.view.row + (200 - area.height / 2) * 1600 / area.height ==
        doctest::Approx(row).epsilon(1e-4));
  page.wait();
  page.wheel(-9);
  CHECK(page.picture.view.span == 3200);
  CHECK(page.gestures.size() == 2);
}
