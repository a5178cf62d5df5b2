// Translations are longer than the English: the canvas has room for them, or cuts them.
#include <imgui.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/say.h"
#include "experiment/link.h"
#include "studies/study.h"
#include "ui/lab.h"

using namespace lookback;
using test::Lab;
using view::Role;

namespace {

struct EnglishAfterwards {
  ~EnglishAfterwards() { speak_english(); }
};

struct Shape {
  float width;
  float height;
  bool touch;
};
constexpr Shape shapes[] = {{1440, 900, false}, {900, 700, false}, {390, 844, true}};

bool overlap(const ui::Rectangle& a, const ui::Rectangle& b) {
  constexpr float touching = 0.6F;
  return a.x + touching < b.right() && b.x + touching < a.right() && a.y + touching < b.bottom() &&
         b.y + touching < a.bottom();
}

bool within(const ui::Rectangle& area, const ui::Surroundings& display) {
  constexpr float touching = 0.6F;
  return area.x >= -touching && area.y >= -touching && area.right() <= display.width + touching &&
         area.bottom() <= display.height + touching;
}

using Ids = std::set<std::string>;

Ids drawn(const Lab& lab) {
  Ids ids;
  for (const view::Node& node : lab.workspace.nodes()) {
    if (!lab.rectangle(node.id).empty()) {
      ids.insert(node.id);
    }
  }
  return ids;
}

void check_targets(const Lab& lab) {
  const auto& targets = lab.last().targets;
  REQUIRE(!targets.empty());
  for (auto a = targets.begin(); a != targets.end(); ++a) {
    CHECK_MESSAGE(within(a->rectangle, lab.surroundings()), a->id << " is not on the display");
    for (auto b = std::next(a); b != targets.end(); ++b) {
      CHECK_MESSAGE(!overlap(a->rectangle, b->rectangle), a->id << " lies on " << b->id);
    }
  }
}

// Nodes that longer words may leave to the twin, as fewer pixels do in English (layout_test.cpp): labels are
// thinned, options drop down, the word over a short arrow; and where the settings take more lines of a
// display that cannot grow, columns of counters and then the chart.
bool may_give_way(const view::Node& node) {
  const bool label = node.role == Role::row_header || node.role == Role::column_header;
  const bool counter = node.parent == "counters" && (node.column == 0 || node.column >= 2);
  const bool chart = node.id == "chart" || node.parent == "chart";
  return label || node.role == Role::option || node.id == "board.arrow" || counter || chart;
}

// `english`: what is drawn there without a translation.
void check_nodes(const Lab& lab, const Ids& english) {
  std::map<std::string, std::vector<const view::Node*>> siblings;
  for (const view::Node& node : lab.workspace.nodes()) {
    const ui::Rectangle area = lab.rectangle(node.id);
    if (area.empty() && english.contains(node.id) && !may_give_way(node)) {
      FAIL_CHECK(node.id << " has no room, and has in English");
    }
    CHECK_MESSAGE(within(area, lab.surroundings()), node.id << " is not on the display");
    // Curves share their chart, and the settings are one bar with two groups.
    const bool shares = node.role == Role::series || node.id == "setup" || node.id == "chart.quantity" ||
                        node.parent == "counters";
    if (!area.empty() && !shares) {
      siblings[node.parent].push_back(&node);
    }
  }
  for (const auto& [parent, nodes] : siblings) {
    for (auto a = nodes.begin(); a != nodes.end(); ++a) {
      for (auto b = std::next(a); b != nodes.end(); ++b) {
        if (overlap(lab.rectangle((*a)->id), lab.rectangle((*b)->id))) {
          FAIL_CHECK((*a)->id << " lies on " << (*b)->id);
        }
      }
    }
  }
}

// What the frame really drew of letters, as far as it can be seen.
std::vector<ui::Rectangle> letters() {
  std::vector<ui::Rectangle> all;
  const ImVec2 white = ImGui::GetIO().Fonts->TexUvWhitePixel;
  const ImDrawData* data = ImGui::GetDrawData();
  for (const ImDrawList* list : data->CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      for (unsigned i = 0; i + 6 <= command.ElemCount; ++i) {
        const auto vertex = [&](unsigned corner) -> const ImDrawVert& {
          return list->VtxBuffer[static_cast<int>(
              list->IdxBuffer[static_cast<int>(command.IdxOffset + i + corner)] + command.VtxOffset)];
        };
        const ImDrawVert& low = vertex(0);
        const ImDrawVert& high = vertex(2);
        // A letter is two triangles with a picture of their own: 0 1 2 and 0 2 3.
        const bool letter = low.uv.x != white.x && low.uv.x < high.uv.x && low.uv.y < high.uv.y &&
                            low.pos.x < high.pos.x && low.pos.y < high.pos.y &&
                            vertex(3).pos.x == low.pos.x && vertex(4).pos.x == high.pos.x &&
                            vertex(1).pos.y == low.pos.y;
        if (!letter) {
          continue;
        }
        i += 5;
        const float left = std::max(low.pos.x, command.ClipRect.x);
        const float top = std::max(low.pos.y, command.ClipRect.y);
        const float right = std::min(high.pos.x, command.ClipRect.z);
        const float bottom = std::min(high.pos.y, command.ClipRect.w);
        if (left < right && top < bottom) {
          all.push_back({left, top, right - left, bottom - top});
        }
      }
    }
  }
  return all;
}

// Text that runs into other text, or off the display, shows that nobody asked how long it is.
void check_letters(const Lab& lab) {
  std::vector<ui::Rectangle> all = letters();
  REQUIRE(all.size() > 100);
  std::ranges::sort(all, {}, &ui::Rectangle::x);
  int overlapping = 0;
  ui::Rectangle first;
  for (auto a = all.begin(); a != all.end(); ++a) {
    CHECK(within(*a, lab.surroundings()));
    for (auto b = std::next(a); b != all.end() && b->x < a->right(); ++b) {
      const float wide = std::min(a->right(), b->right()) - b->x;
      const float high = std::min(a->bottom(), b->bottom()) - std::max(a->y, b->y);
      const float smaller = std::min(a->width * a->height, b->width * b->height);
      if (wide > 0 && high > 0 && wide * high > smaller / 2) {
        first = overlapping++ == 0 ? *a : first;
      }
    }
  }
  CHECK_MESSAGE(overlapping == 0,
                overlapping << " letters lie on others, the first at " << first.x << ", " << first.y);
}

struct State {
  std::string name;
  Experiment experiment;
};

std::vector<State> states() {
  std::vector<State> all;
  for (const Study* study : studies()) {
    all.push_back({std::string(study->id), start_of(*study)});
  }
  for (const Mechanism* mechanism : mechanisms()) {
    all.push_back({std::string(mechanism->id), *from_link("mechanism=" + std::string(mechanism->id))});
  }
  return all;
}

// The lab as it is drawn in the present language.
void draw(Lab& lab, const Experiment& experiment, const Shape& shape) {
  REQUIRE(lab.workspace.open(to_link(experiment)));
  lab.settle();
  lab.take_needed_height();
  lab.resize(shape.width, std::max(lab.surroundings().height, shape.height));
  lab.settle();
}

void check_everywhere(Pseudo pseudo) {
  const EnglishAfterwards after;
  for (const Shape& shape : shapes) {
    for (const State& state : states()) {
      CAPTURE(shape.width);
      CAPTURE(state.name);
      speak_english();
      Ids english;
      {
        Lab lab(shape.width, shape.height, ui::Palette::dark, shape.touch);
        draw(lab, state.experiment, shape);
        english = drawn(lab);
      }
      speak(pseudo);
      Lab lab(shape.width, shape.height, ui::Palette::dark, shape.touch);
      draw(lab, state.experiment, shape);
      check_targets(lab);
      check_nodes(lab, english);
      check_letters(lab);
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("the canvas has room for what is said, in English") { check_everywhere(Pseudo::none); }

TEST_CASE("the canvas has room for what is said two fifths longer") { check_everywhere(Pseudo::longer); }

TEST_CASE("the canvas has room for what is said twice as long") { check_everywhere(Pseudo::doubled); }

TEST_SUITE_END();
