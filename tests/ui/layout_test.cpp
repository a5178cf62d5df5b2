#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <vector>

#include "ui/lab.h"
#include "ui/layout.h"
#include "ui/rectangles.h"

using namespace lookback;
using test::Lab;
using test::overlap;
using test::within;
using view::Role;

namespace {

struct State {
  std::string name;
  std::function<void(Lab&)> reach;
};

void act(Lab& lab, std::string_view id, std::string_view text = {}) {
  const auto verb = text.empty() ? view::Verb::press : view::Verb::set;
  const Expected<void> done = lab.workspace.act({std::string(id), verb, std::string(text)});
  REQUIRE_MESSAGE(done.has_value(), id << ": " << (done ? "" : done.error().sentence));
}

std::string many_tokens(int count) {
  std::string link = "version=1&tokens=t0";
  for (int i = 1; i < count; ++i) {
    link += ",t" + std::to_string(i);
  }
  return link + "&position=" + std::to_string(count);
}

std::vector<State> states() {
  std::vector<State> all = {
      {"start", [](Lab&) {}},
      {"nothing arrived", [](Lab& lab) { act(lab, "token.0"), act(lab, "back"); }},
      {"one token, width 1",
       [](Lab& lab) { REQUIRE(lab.workspace.open("version=1&tokens=a&Q=1&K=1&V=1&position=1")); }},
      {"64 tokens, width 16",
       [](Lab& lab) {
         REQUIRE(lab.workspace.open(many_tokens(64)));
         act(lab, "dk", "16");
         act(lab, "dv", "16");
       }},
      {"20 tokens", [](Lab& lab) { REQUIRE(lab.workspace.open(many_tokens(20))); }},
      {"long names",
       [](Lab& lab) {
         REQUIRE(lab.workspace.open(
             "version=1&tokens=antidisestablishmentarianism,%E7%8C%AB%E7%8C%AB,%F0%9F%98%80,d&position=3"));
       }},
      {"large numbers", [](Lab& lab) { act(lab, "preset.large"); }},
      {"bidirectional with cache", [](Lab& lab) { act(lab, "causal"); }},
      {"playing", [](Lab& lab) { act(lab, "back"), act(lab, "play"); }},
      {"columns are queries", [](Lab& lab) { act(lab, "columns"); }},
      {"columns are queries, 64 tokens",
       [](Lab& lab) {
         REQUIRE(lab.workspace.open(many_tokens(64)));
         act(lab, "columns");
       }},
  };
  for (const char* id :
       {"mask.causal", "mask.none", "mask.diagonal", "mask.window", "mask.bits", "form.online"}) {
    all.push_back({id, [id](Lab& lab) { act(lab, id); }});
  }
  return all;
}

// Every mechanism with few tokens and with many.
std::vector<State> mechanism_states() {
  std::vector<State> all;
  for (const Mechanism* mechanism : mechanisms()) {
    const std::string id = "mechanism." + std::string(mechanism->id);
    all.push_back({id, [id](Lab& lab) { act(lab, id); }});
    all.push_back({id + ", 30 tokens", [id](Lab& lab) {
                     REQUIRE(lab.workspace.open(many_tokens(30)));
                     act(lab, id);
                   }});
  }
  return all;
}

struct Shape {
  std::string name;
  float width;
  float height;  // 0: as tall as needed
  bool touch;
};
const std::vector<Shape> shapes = {
    {"wide", 1120, 900, false},      {"wide, touch", 1120, 900, true}, {"low", 900, 500, false},
    {"low, touch", 900, 0, true},    {"upright", 768, 0, false},       {"narrow", 390, 0, false},
    {"narrow, touch", 390, 0, true}, {"smallest", 320, 0, true},       {"large", 1600, 1000, false},
};

void picture(const Shape& shape, const State& state, ui::Palette palette,
             const std::function<void(Lab&)>& look) {
  CAPTURE(shape.name);
  CAPTURE(state.name);
  CAPTURE(static_cast<int>(palette));
  Lab lab(shape.width, std::max(shape.height, 100.0F), palette, shape.touch);
  lab.frame();
  state.reach(lab);
  if (shape.height == 0) {
    lab.take_needed_height();
  }
  lab.settle();
  look(lab);
}

void for_each_picture(const std::function<void(Lab&)>& look) {
  for (const Shape& shape : shapes) {
    for (const State& state : states()) {
      picture(shape, state, ui::Palette::dark, look);
      picture(shape, state, ui::Palette::light, look);
    }
    for (const State& state : mechanism_states()) {
      picture(shape, state, ui::Palette::dark, look);
    }
  }
}

// Nodes that a picture may leave to the twin, each with its reason.
bool may_be_left_out(const Lab& lab, const view::Node& node) {
  const auto drawn = [&](const view::Node& other) { return !lab.rectangle(other.id).empty(); };
  if (node.role == Role::option) {
    // Its choice is a closed drop-down, or left out itself.
    return drawn(lab.node(node.parent)) || may_be_left_out(lab, lab.node(node.parent));
  }
  if (node.parent == "counters") {
    return node.column == 0 || node.column >= 2;  // no room for every column
  }
  const bool pairs = node.parent == "scores" || node.parent == "weights";
  if (node.role == Role::column_header && !pairs) {
    return true;  // dimensions have no labels
  }
  constexpr std::array<std::string_view, 6> core = {"Q", "K", "scores", "weights", "V", "output"};
  const auto beside = [&](std::string_view id) { return std::ranges::find(core, id) == core.end(); };
  if (node.role == Role::row_header && beside(node.parent)) {
    return true;  // the lines beside the board are labelled where there is room
  }
  if (node.role == Role::table && node.parent == "board" && beside(node.id)) {
    // The last tables of many, where the smallest cells are too large for all.
    return lab.surroundings().width >= 640 && lab.surroundings().height < 640;
  }
  if (node.role == Role::cell && beside(node.parent)) {
    return may_be_left_out(lab, lab.node(node.parent));
  }
  if (node.role == Role::row_header || node.role == Role::column_header) {
    constexpr float labelled = 19;
    const ui::Rectangle cell = lab.rectangle("scores.0.0");
    return cell.width < labelled || cell.height < labelled;  // thinned
  }
  if (node.parent == "board" && node.role == Role::text) {
    return true;  // the word over the arrow, where the arrow is short
  }
  const bool in_chart = node.id == "chart" || node.parent == "chart";
  return in_chart && lab.surroundings().height < 640 && lab.rectangle("chart").height < 80;
}

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("what can be pressed has an id of its own, a node with a name, and its own place") {
  for_each_picture([](Lab& lab) {
    const auto& targets = lab.last().targets;
    REQUIRE(targets.size() > 15);
    std::set<std::string> ids;
    for (const ui::Target& target : targets) {
      CAPTURE(target.id);
      CHECK(ids.insert(target.id).second);
      const view::Node& node = lab.workspace.nodes().at(static_cast<std::size_t>(target.place));
      CHECK(!node.name.empty());
      CHECK(node.role != Role::text);
      CHECK(node.role != Role::group);
      CHECK(target.rectangle.x >= 0);
      CHECK(target.rectangle.y >= 0);
      CHECK(target.rectangle.right() <= lab.surroundings().width);
      CHECK(target.rectangle.bottom() <= lab.surroundings().height);
    }
    for (std::size_t a = 0; a < targets.size(); ++a) {
      for (std::size_t b = a + 1; b < targets.size(); ++b) {
        if (overlap(targets[a].rectangle, targets[b].rectangle)) {
          FAIL_CHECK(targets[a].id << " lies on " << targets[b].id);
        }
      }
    }
  });
}

TEST_CASE("every node is drawn, inside the display, except what has no room") {
  for_each_picture([](Lab& lab) {
    for (std::size_t place = 0; place < lab.workspace.nodes().size(); ++place) {
      const view::Node& node = lab.workspace.nodes()[place];
      const ui::Rectangle& area = lab.last().rectangles.at(place);
      if (!within(area, lab.surroundings())) {
        FAIL_CHECK(node.id << " is not on the display");
      }
      if (area.empty() && !may_be_left_out(lab, node)) {
        FAIL_CHECK(node.id << " is not drawn");
      }
    }
  });
}

TEST_CASE("no two items share an id of Dear ImGui") {
  Lab lab(1120, 900);
  lab.settle();
  const std::vector<ui::Target> targets = lab.last().targets;
  for (const ui::Target& target : targets) {
    lab.move_to(target.rectangle.centre_x(), target.rectangle.centre_y());
    lab.frame();
    lab.frame();
    lab.frame();
    CHECK_MESSAGE(ImGui::GetCurrentContext()->HoveredIdPreviousFrameItemCount == 1, target.id);
  }
}

TEST_CASE("tables do not lie on each other, and cells are as large as promised") {
  for_each_picture([](Lab& lab) {
    std::vector<std::string> tables;
    for (const view::Node& node : lab.workspace.nodes()) {
      if (node.role == Role::table && !lab.rectangle(node.id).empty()) {
        tables.push_back(node.id);
      }
    }
    for (const std::string& a : tables) {
      for (const std::string& b : tables) {
        CHECK_MESSAGE((a == b || !overlap(lab.rectangle(a), lab.rectangle(b))), a << " lies on " << b);
      }
    }
    const float cell = lab.rectangle("scores.0.0").width;
    const auto tokens = static_cast<int>(lab.workspace.experiment().tokens.size());
    if (tokens == 64 && lab.surroundings().width >= 1100 && !lab.surroundings().touch) {
      CHECK(cell >= 2.5F);
    }
    const bool alone = tables.size() == 7;  // the six of the product, and the counters
    if (tokens == 5 && lab.surroundings().width >= 1100) {
      CHECK(cell >= (alone ? (lab.surroundings().touch ? 24 : 26) : 21));
    }
    if (tokens == 5 && lab.surroundings().width == 390) {
      CHECK(cell >= 27);
    }
  });
}

TEST_CASE("a board of five tokens has room for its numbers in a frame of a page") {
  for (const auto& [width, height] : {std::pair{900.0F, 666.0F}, {990.0F, 700.0F}}) {
    Lab lab(width, height);
    lab.settle();
    CAPTURE(width);
    CHECK(lab.rectangle("scores.0.0").width >= 24);
  }
}

TEST_CASE("the heat maps hold the numbers of the nodes") {
  Lab lab(1120, 900);
  lab.settle();
  REQUIRE(lab.painter().maps().size() == 6);
  const ui::HeatMap& keys = lab.painter().maps()[1];
  CHECK(keys.rows == lab.node("K").columns);  // turned: as Kᵀ
  CHECK(keys.columns == lab.node("K").rows);
  CHECK(keys.texels.at(1).value == doctest::Approx(lab.node("K.1.0").value));
  const ui::HeatMap& scores = lab.painter().maps()[2];
  CHECK(scores.texels.at(1).state == static_cast<float>(view::CellState::masked));
}
