// Translations are longer than the English: the canvas has room for them, or cuts them.
#include <map>
#include <set>
#include <vector>

#include "base/english_afterwards.h"
#include "ui/drawn.h"

using namespace lookback;
using lookback::testing::EnglishAfterwards;
using test::Lab;
using test::overlap;
using test::Shape;
using test::within;
using view::Role;

namespace {

constexpr Shape shapes[] = {{1440, 900, false}, {900, 700, false}, {390, 844, true}};

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

void check_everywhere(Pseudo pseudo) {
  const EnglishAfterwards after;
  for (const Shape& shape : shapes) {
    for (const test::Shown& state : test::everything_shown()) {
      CAPTURE(shape.width);
      CAPTURE(state.name);
      speak_english();
      Ids english;
      {
        Lab lab(shape.width, shape.height, ui::Palette::dark, shape.touch);
        test::draw(lab, state.experiment, shape);
        english = drawn(lab);
      }
      speak(pseudo);
      Lab lab(shape.width, shape.height, ui::Palette::dark, shape.touch);
      test::draw(lab, state.experiment, shape);
      test::check_targets(lab);
      check_nodes(lab, english);
      test::check_letters(lab);
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("the canvas has room for what is said, in English") { check_everywhere(Pseudo::none); }

TEST_CASE("the canvas has room for what is said two fifths longer") { check_everywhere(Pseudo::longer); }

TEST_CASE("the canvas has room for what is said twice as long") { check_everywhere(Pseudo::doubled); }

TEST_SUITE_END();
