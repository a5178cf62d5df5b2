#include <algorithm>

#include "ui/lab.h"

using namespace lookback;
using test::Lab;

TEST_SUITE_BEGIN("ui");

TEST_CASE("a finger changes a cell sideways only, so that the page can scroll") {
  Lab lab(390, 100, ui::Palette::dark, true);
  lab.frame();
  lab.take_needed_height();
  lab.settle();
  const double value = lab.node("Q.0.0").value;
  const ui::Rectangle cell = lab.rectangle("Q.0.0");
  const auto drag = [&](float across, float down) {
    lab.move_to(cell.centre_x(), cell.centre_y());
    lab.frame();
    lab.press(true);
    lab.frame();
    lab.move_to(cell.centre_x() + across, cell.centre_y() + down);
    lab.frame();
    lab.frame();
    lab.press(false);
    lab.frame();
    lab.settle();
  };
  drag(0, 60);
  CHECK(lab.node("Q.0.0").value == value);
  drag(50, 0);
  CHECK(lab.node("Q.0.0").value == doctest::Approx(value + 0.5));
}

TEST_CASE("a finger that goes up or down from a slider leaves it where it is") {
  Lab lab(390, 900, ui::Palette::dark, true);
  REQUIRE(lab.workspace.open("study=road").has_value());
  lab.settle();
  const std::string before = lab.node("stop").text;
  const auto track = [&] {
    const auto& targets = lab.last().targets;
    return std::ranges::find(targets, "stop~", &ui::Target::id)->rectangle;
  };
  const auto put_down = [&](float x) {
    lab.move_to(x, track().centre_y());
    lab.frame();
    lab.press(true);
    lab.frame();
  };
  put_down(track().right() - 4);
  lab.move_to(track().right() - 4, track().bottom() + 20);
  lab.frame();
  lab.leave();  // the page is scrolled
  lab.press(false);
  lab.frame();
  lab.settle();
  CHECK(lab.node("stop").text == before);
  CHECK(lab.focus_request.empty());

  put_down(track().x + 4);
  lab.move_to(track().right() - 4, track().centre_y());
  lab.frame();
  lab.settle();
  CHECK(lab.node("stop").text == "RWKV-4");
  lab.press(false);
  lab.frame();
  lab.settle();
  REQUIRE(lab.workspace.act({.id = "undo"}).has_value());
  CHECK(lab.node("stop").text == before);

  put_down(track().right() - 4);  // a tap
  lab.press(false);
  lab.frame();
  lab.settle();
  CHECK(lab.node("stop").text == "RWKV-4");
  CHECK(lab.focus_request == "stopstop");
}

TEST_CASE("a tap asks to type") {
  Lab lab(390, 2000, ui::Palette::dark, true);
  lab.click("K.1.1");
  CHECK(lab.edit_request == "K.1.1");
}

TEST_SUITE_END();
