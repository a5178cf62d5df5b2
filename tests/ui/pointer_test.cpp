#include <algorithm>
#include <vector>

#include "base/random.h"
#include "ui/lab.h"

using namespace lookback;
using test::Lab;

TEST_SUITE_BEGIN("ui");

TEST_CASE("switches, buttons, tokens and spin buttons act on a click") {
  Lab lab(1120, 900);
  CHECK(lab.node("causal").checked);
  lab.click("causal");
  CHECK(!lab.node("causal").checked);
  CHECK(lab.focus_request == "causal");
  lab.click("cache");
  CHECK(!lab.node("cache").checked);
  lab.click("token.1");
  CHECK(lab.workspace.experiment().position == 2);
  lab.click("step");
  CHECK(lab.workspace.experiment().position == 3);
  lab.click("undo");
  CHECK(lab.workspace.experiment().position == 2);
  const ui::Rectangle width = lab.rectangle("dk");
  lab.click_at(width.right() + 8, width.centre_y());
  CHECK(lab.workspace.experiment().key_width() == 5);
  lab.forget();
  lab.click("dk");
  CHECK(lab.edit_request == "dk");
}

TEST_CASE(
    "a slider with named stops is dragged from one to another, and a name is pressed, in one undo step "
    "each") {
  for (const float width : {1120.0F, 390.0F}) {
    CAPTURE(width);
    Lab lab(width, 900);
    REQUIRE(lab.workspace.open("study=road").has_value());
    lab.settle();
    const bool named = width > 1000;
    const auto target = [&] {
      const auto& targets = lab.last().targets;
      return std::ranges::find(targets, "stop~", &ui::Target::id)->rectangle;
    };
    const ui::Rectangle track = target();
    lab.move_to(track.x + 30, track.y + 8);
    lab.frame();
    lab.press(true);
    lab.frame();
    for (int i = 1; i <= 20; ++i) {
      lab.move_to(track.x + 30 + static_cast<float>(i) * (track.width - 34) / 20, track.y + 8);
      lab.frame();
    }
    lab.frame();
    lab.press(false);
    lab.frame();
    lab.settle();
    CHECK(lab.node("stop").text == "RWKV-4");
    REQUIRE(lab.workspace.act({.id = "undo"}).has_value());
    CHECK(lab.node("stop").text == "softmax");
    CHECK(!lab.node("undo").enabled);
    lab.settle();
    const ui::Rectangle now = target();
    lab.click_at(now.centre_x(), named ? now.bottom() - 4 : now.centre_y());
    CHECK(lab.node("stop").text == "prefix state");
    CHECK(lab.focus_request.find("stop") != std::string::npos);
    if (!named) {
      lab.wait();
      lab.click("stop");
      CHECK(lab.edit_request == "stop");
    }
  }
}

TEST_CASE("a disabled button says nothing and does nothing") {
  Lab lab(1120, 900);
  REQUIRE(!lab.node("undo").enabled);
  lab.click("undo");
  CHECK(lab.actions == 0);
  CHECK(lab.focus_request == "undo");
}

TEST_CASE("dragging a cell changes its number in one undo step") {
  Lab lab(1120, 900);
  lab.settle();
  const std::string before = lab.workspace.link();
  const double value = lab.node("Q.1.2").value;
  const ui::Rectangle cell = lab.rectangle("Q.1.2");
  lab.move_to(cell.centre_x(), cell.centre_y());
  lab.frame();
  lab.press(true);
  lab.frame();
  for (int i = 1; i <= 30; ++i) {
    lab.move_to(cell.centre_x(), cell.centre_y() - static_cast<float>(2 * i));
    lab.frame();
  }
  lab.press(false);
  lab.frame();
  lab.settle();
  CHECK(lab.node("Q.1.2").value == doctest::Approx(value + 1));
  CHECK(lab.actions > 5);
  CHECK(lab.edit_request.empty());
  lab.click("undo");
  CHECK(lab.workspace.link() == before);
  CHECK(!lab.node("undo").enabled);
}

TEST_CASE("the way to where the pointer is let go counts, also where no frame came before") {
  Lab lab(1120, 900);
  REQUIRE(lab.workspace.open("study=road").has_value());
  lab.settle();
  const auto drag = [&](const ui::Rectangle& from, float across) {
    lab.move_to(from.x + 4, from.centre_y());
    lab.frame();
    lab.press(true);
    lab.frame();
    lab.move_to(from.x + 4 + across, from.centre_y());
    lab.press(false);
    lab.frame();
    lab.settle();
  };
  const auto& targets = lab.last().targets;
  const ui::Rectangle track = std::ranges::find(targets, "stop~", &ui::Target::id)->rectangle;
  const std::string before = lab.node("stop").text;
  drag(track, track.width - 8);
  CHECK(lab.node("stop").text != before);

  REQUIRE(lab.workspace.open("").has_value());
  lab.settle();
  const double value = lab.node("Q.1.2").value;
  drag(lab.rectangle("Q.1.2"), 60);
  CHECK(lab.node("Q.1.2").value == doctest::Approx(value + 1));
}

TEST_CASE("a press that is taken away, as by scrolling, presses nothing") {
  for (const bool touch : {false, true}) {
    CAPTURE(touch);
    Lab lab(1120, 900, ui::Palette::dark, touch);
    lab.settle();
    const std::string before = lab.workspace.link();
    for (const std::string_view id : {"Q.1.2", "causal", "step"}) {
      CAPTURE(id);
      const ui::Rectangle at = lab.rectangle(id);
      lab.move_to(at.centre_x(), at.centre_y());
      lab.frame();
      lab.press(true);
      lab.frame();
      lab.leave();
      lab.press(false);
      lab.frame();
      lab.settle();
      CHECK(lab.workspace.link() == before);
      CHECK(lab.edit_request.empty());
      CHECK(lab.actions == 0);
    }
  }
}

TEST_CASE("a click focuses a cell, and a double click asks to type") {
  Lab lab(1120, 900);
  lab.click("K.1.1");
  CHECK(lab.focus_request == "K.1.1");
  CHECK(lab.edit_request.empty());
  lab.wait();
  lab.forget();
  lab.double_click("V.2.0");
  CHECK(lab.edit_request == "V.2.0");
}

TEST_CASE("a double click hides a pair; one click does where the mask is made by hand") {
  Lab lab(1120, 900);
  lab.click("scores.3.1");
  CHECK(lab.node("mask.causal").checked);
  lab.wait();
  lab.double_click("scores.3.1");
  CHECK(lab.node("mask.bits").checked);
  CHECK(lab.node("scores.3.1").state == view::CellState::masked);
  lab.wait();
  lab.click("weights.0.3");
  CHECK(lab.node("scores.0.3").state == view::CellState::shown);
}

TEST_CASE("the pointer over a pair inspects it") {
  Lab lab(1120, 900);
  lab.settle();
  const ui::Rectangle cell = lab.rectangle("weights.3.1");
  lab.move_to(cell.centre_x(), cell.centre_y());
  lab.frame();
  lab.settle();
  CHECK(lab.last().hovered == "weights.3.1");
  CHECK(lab.node("weights.3.1").current);
  CHECK(lab.node("K.1.0").current);
  lab.leave();
  lab.frame();
  lab.settle();
  CHECK(!lab.node("weights.3.1").current);
}

TEST_CASE("a choice without room for its options opens them on a click") {
  Lab lab(900, 500);
  lab.settle();
  REQUIRE(lab.rectangle("preset.uniform").empty());
  const ui::Rectangle choice = lab.rectangle("preset");
  lab.click_at(choice.right() - 10, choice.centre_y());
  lab.frame();
  CHECK(!lab.rectangle("preset.uniform").empty());
  lab.click("preset.uniform");
  CHECK(lab.node("preset.uniform").checked);
  lab.frame();
  CHECK(lab.rectangle("preset.uniform").empty());
}

TEST_CASE("the cross of the current token removes it") {
  Lab lab(1120, 900);
  lab.settle();
  const ui::Rectangle token = lab.rectangle("token.4");
  lab.click_at(token.right() - 10, token.centre_y());
  CHECK(lab.workspace.experiment().token_count() == 4);
}

TEST_CASE("twenty thousand random frames leave everything finite") {
  Random random(20260101);
  Lab lab(1120, 900);
  const std::vector<ImVec2> sizes = {{1120, 900}, {900, 500}, {390, 2000}, {700, 700}};
  for (int frame = 0; frame < 20000; ++frame) {
    const double what = random.unit();
    const auto& targets = lab.last().targets;
    if (what < 0.25) {
      lab.move_to(static_cast<float>(random.unit() * 1200 - 20),
                  static_cast<float>(random.unit() * 950 - 20));
    } else if (what < 0.5 && !targets.empty()) {
      const ui::Rectangle area =
          targets[static_cast<std::size_t>(random.below(static_cast<int>(targets.size())))].rectangle;
      lab.move_to(area.x + area.width * static_cast<float>(random.unit()),
                  area.y + area.height * static_cast<float>(random.unit()));
    } else if (what < 0.7) {
      lab.press(true);
    } else if (what < 0.95) {
      lab.press(false);
    } else if (what < 0.96) {
      lab.leave();
    } else if (what < 0.961) {
      const ImVec2 size = sizes[static_cast<std::size_t>(random.unit() * static_cast<double>(sizes.size()))];
      lab.resize(size.x, size.y);
    }
    lab.frame();
    if (frame % 50 != 0) {
      continue;
    }
    for (const ui::Rectangle& area : lab.last().rectangles) {
      const bool finite = std::isfinite(area.x + area.y + area.width + area.height);
      REQUIRE(finite);
    }
    for (const double value : lab.workspace.evaluation().output.elements()) {
      REQUIRE(std::isfinite(value));
    }
  }
  CHECK(lab.actions > 300);
}
