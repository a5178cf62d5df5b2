#include <map>
#include <vector>

#include "ui/lab.h"
#include "ui/rectangles.h"
#include "ui/sample_sheet.h"

using namespace lookback;
using test::Lab;
using test::overlap;
using view::Role;

namespace {

// A list of nodes on a display without a screen; what is asked for is kept, and nothing is done.
class Page {
 public:
  Page(view::NodeList list, float width, float height, bool touch = false)
      : nodes(std::move(list)),
        display_(width, height),
        surroundings_{width, height, ui::Palette::dark, touch, {}} {
    frame();
    needed = view_.needed_height(nodes, 1, width, touch);
    surroundings_.height = std::max(height, needed);
    display_.resize(width, surroundings_.height);
    frame();
  }

  void frame() {
    display_.begin_frame();
    last = view_.draw(nodes, 1, surroundings_);
    display_.end_frame();
    actions.insert(actions.end(), last.actions.begin(), last.actions.end());
    edit_request += last.edit_request;
  }
  ui::Rectangle at(std::string_view id) const {
    const view::Node* node = view::find(nodes, id);
    REQUIRE_MESSAGE(node != nullptr, std::string(id));
    return last.rectangles.at(static_cast<std::size_t>(node - nodes.data()));
  }
  void resize(float height) {
    surroundings_.height = height;
    frame();
  }
  void move_to(float x, float y) {
    display_.move_to(x, y);
    frame();
  }
  void leave() {
    display_.leave();
    frame();
  }
  // The way to there and the end of the press come in one frame.
  void release_at(float x, float y) {
    display_.move_to(x, y);
    press(false);
  }
  void press(bool down) {
    display_.press(down);
    frame();
  }
  void click(std::string_view id) {
    const ui::Rectangle place = at(id);
    REQUIRE_MESSAGE(!place.empty(), std::string(id));
    move_to(place.centre_x(), place.centre_y());
    press(true);
    press(false);
  }

  view::NodeList nodes;
  ui::Interactions last;
  std::vector<view::Action> actions;
  std::string edit_request;
  float needed = 0;

 private:
  platform::Display display_;
  platform::NullPainter painter_;
  ui::WorkspaceView view_{painter_};
  ui::Surroundings surroundings_;
};

struct Shape {
  float width;
  float height;
  bool touch;
};
constexpr Shape shapes[] = {{1440, 900, false}, {1100, 800, false}, {900, 700, false}, {700, 500, true},
                            {390, 844, false},  {390, 844, true},   {320, 640, true}};

// What a sheet may leave to the twin: headers that are thinned, and options of a closed choice.
bool may_be_left_out(const view::Node& node) {
  return node.role == Role::row_header || node.role == Role::column_header || node.role == Role::option;
}

void check_layout(const Page& page, float width) {
  std::map<std::string, std::vector<std::size_t>> siblings;
  for (std::size_t i = 0; i < page.nodes.size(); ++i) {
    const view::Node& node = page.nodes[i];
    const ui::Rectangle& area = page.last.rectangles[i];
    CAPTURE(node.id);
    if (area.empty()) {
      CHECK(may_be_left_out(node));
      continue;
    }
    const bool inside = area.x >= 0 && area.right() <= width + 0.5F && area.bottom() <= page.needed + 0.5F;
    CHECK(inside);
    // The settings are one bar with two groups.
    if (node.id != "setup" && node.role != Role::option) {
      siblings[node.parent].push_back(i);
    }
  }
  for (const auto& [parent, places] : siblings) {
    for (auto a = places.begin(); a != places.end(); ++a) {
      for (auto b = std::next(a); b != places.end(); ++b) {
        if (overlap(page.last.rectangles[*a], page.last.rectangles[*b])) {
          FAIL_CHECK(page.nodes[*a].id << " lies on " << page.nodes[*b].id);
        }
      }
    }
  }
}

std::vector<std::string> said(const Page& page) {
  std::vector<std::string> lines;
  for (const view::Action& action : page.actions) {
    lines.push_back(action.id + (action.verb == view::Verb::press ? " press " : " set ") + action.text);
  }
  return lines;
}

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("a sheet of every kind of block has room for everything, at every width") {
  for (const Shape& shape : shapes) {
    for (const int tokens : {1, 5, 33}) {
      for (const bool generation : {true, false}) {
        CAPTURE(shape.width);
        CAPTURE(shape.touch);
        CAPTURE(tokens);
        const Page page(test::sheet_nodes(test::sample_sheet(tokens), generation), shape.width, shape.height,
                        shape.touch);
        check_layout(page, shape.width);
      }
    }
  }
}

TEST_CASE("blocks stand side by side where there is room, and in one column where there is none") {
  const view::NodeList nodes = test::sheet_nodes(test::sample_sheet(), false);
  {
    const Page wide(nodes, 1440, 900);
    CHECK(wide.at("leaks").x > wide.at("edited").right());
    CHECK(wide.at("leaks").y < wide.at("edited").bottom());
    CHECK(wide.at("plain").x > wide.at("drawn").right());
    CHECK(wide.at("edited.0.0").width >= 36);
  }
  const Page narrow(nodes, 620, 844);
  CHECK(narrow.at("leaks").y > narrow.at("edited").bottom());
  CHECK(narrow.at("plain").y > narrow.at("drawn").bottom());
}

TEST_CASE("a line to read is no wider than 72 characters or so") {
  const Page page(test::sheet_nodes(test::sample_sheet(), false), 1440, 900);
  CHECK(page.at("introduction.line.0").width <= 560);
}

TEST_CASE("a sheet does not shrink on a low display") {
  Page page(test::sheet_nodes(test::sample_sheet(), false), 1440, 900);
  const float button = page.at("run").height;
  page.resize(300);
  CHECK(page.at("run").height == button);
}

TEST_CASE("a cell, a token and a button of a sheet are pressed by one click") {
  Page page(test::sheet_nodes(test::sample_sheet(), true), 1100, 900);
  page.click("leaks.2.1");
  page.click("models.1.2");
  page.click("beams.3");
  page.click("bug.b");
  page.click("cancel");  // disabled
  CHECK(said(page) ==
        std::vector<std::string>{"leaks.2.1 press ", "models.1.2 press ", "beams.3 press ", "bug.b press "});
}

TEST_CASE("tokens of arcs that are only looked at take no press") {
  Sheet sheet = test::sample_sheet();
  std::get<Beams>(sheet.sections[3].blocks[1]).pressable = false;
  Page page(test::sheet_nodes(sheet, false), 1100, 900);
  page.click("beams.3");
  CHECK(page.actions.empty());
}

TEST_CASE("an editable cell of a sheet is dragged, and typed after a double click or a tap") {
  Page page(test::sheet_nodes(test::sample_sheet(), false), 1100, 900);
  const ui::Rectangle cell = page.at("edited.1.2");
  page.move_to(cell.centre_x(), cell.centre_y());
  page.press(true);
  page.move_to(cell.centre_x(), cell.centre_y() - 30);
  page.press(false);
  REQUIRE(!page.actions.empty());
  CHECK(page.actions[0].id == "edited.1.2");
  CHECK(page.actions[0].verb == view::Verb::nudge);
  CHECK(page.actions[0].text == "5");
  CHECK(page.edit_request.empty());
}

TEST_CASE("a tap on an editable cell of a sheet asks to type") {
  Page touched(test::sheet_nodes(test::sample_sheet(), false), 390, 844, true);
  touched.click("edited.1.2");
  CHECK(touched.edit_request == "edited.1.2");
}

TEST_CASE("a chart is drawn into: every abscissa on the way takes a number, in one gesture") {
  Page page(test::sheet_nodes(test::sample_sheet(), false), 1100, 900);
  const ui::Rectangle plot = page.at("drawn");
  page.move_to(plot.x + 8, plot.bottom() - 4);
  page.press(true);
  page.move_to(plot.right() - 8, plot.y + 4);
  page.press(false);
  REQUIRE(page.actions.size() == 7);
  double last = 0;
  for (std::size_t i = 0; i < page.actions.size(); ++i) {
    const view::Action& action = page.actions[i];
    CHECK(action.id == "drawn");
    CHECK(action.verb == view::Verb::set);
    CHECK(action.gesture == page.actions[0].gesture);
    CHECK(action.gesture != 0);
    CHECK(action.text.starts_with(std::to_string(i) + " "));
    const double number = std::stod(action.text.substr(2));
    CHECK(number > last);
    last = number;
  }
  CHECK(std::stod(page.actions[0].text.substr(2)) == 100);
  CHECK(last == 100e6);

  page.actions.clear();
  page.move_to(plot.x + 8, plot.bottom() - 4);
  page.press(true);
  page.release_at(plot.right() - 8, plot.y + 4);
  CHECK(page.actions.size() == 7);
}

TEST_CASE("a finger draws once it goes sideways or comes up, so that the page can scroll") {
  Page page(test::sheet_nodes(test::sample_sheet(), false), 390, 844, true);
  const ui::Rectangle plot = page.at("drawn");
  page.move_to(plot.x + 8, plot.bottom() - 4);
  page.press(true);
  page.move_to(plot.x + 8, plot.y + 4);
  page.leave();
  page.press(false);
  CHECK(page.actions.empty());

  page.move_to(plot.x + 8, plot.bottom() - 4);
  page.press(true);
  page.press(false);
  REQUIRE(page.actions.size() == 1);
  CHECK(page.actions[0].text == "0 100");

  page.press(true);
  page.move_to(plot.right() - 8, plot.y + 4);
  page.press(false);
  CHECK(page.actions.size() == 8);
  CHECK(page.actions[7].gesture != page.actions[0].gesture);
}

TEST_CASE("a chart without an input of its own is only looked at") {
  Page page(test::sheet_nodes(test::sample_sheet(), false), 1100, 900);
  page.click("plain");
  CHECK(page.actions.empty());
}

TEST_CASE("as many pictures as a model has heads fit beside each other on the narrowest screen") {
  Lab lab(320, 568);
  REQUIRE(lab.workspace.open("study=model&heads=4").has_value());
  lab.settle();
  int pictures = 0;
  for (const view::Node& node : lab.workspace.nodes()) {
    if (node.look == view::Look::picture) {
      ++pictures;
      CHECK(lab.rectangle(node.id).right() <= 320);
    }
  }
  CHECK(pictures >= 4);
}

TEST_CASE("the columns of a long choice stay on a narrow screen") {
  Lab lab(320, 600, ui::Palette::dark, true);
  REQUIRE(lab.workspace.open("study=leak_lamp").has_value());
  lab.click("mechanism");
  float right = 0;
  for (const view::Node& node : lab.workspace.nodes()) {
    if (node.parent == "mechanism") {
      CHECK(!lab.rectangle(node.id).empty());
      right = std::max(right, lab.rectangle(node.id).right());
    }
  }
  CHECK(right > 160);
  CHECK(right <= 320);
}
