#pragma once

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/split.h"
#include "platform/headless/display.h"
#include "ui/sample_sheet.h"
#include "ui/workspace_view.h"

namespace lookback::test {

// Tiles whose numbers say where they are from; only some are there.
class FakeTiles : public map::Tiles {
 public:
  const map::Tile* find(const map::TilePlace& place) const override {
    const auto found = there.find(key(place));
    return found == there.end() ? nullptr : &found->second;
  }
  std::uint64_t version(const map::TilePlace& /*place*/) const override { return 7; }
  std::string token(int index) const override { return "w" + std::to_string(index); }

  void add(const map::TilePlace& place, float number, map::CellKind kind = map::CellKind::number) {
    constexpr std::size_t cells = std::size_t{map::tile_side} * map::tile_side;
    there[key(place)] = {place, map::Pooling::mean, std::vector<float>(cells, number),
                         std::vector<map::CellKind>(cells, kind)};
  }

 private:
  static std::string key(const map::TilePlace& place) {
    return std::to_string(place.level) + " " + std::to_string(place.row) + " " + std::to_string(place.column);
  }
  std::map<std::string, map::Tile> there;
};

// A sheet with one map on a display without a screen; what is done to the map is done.
class MapPage {
 public:
  MapPage(int tokens, float width, float height, bool touch = false)
      : display_(width, height), surroundings_{width, height, ui::Palette::dark, touch, {}} {
    picture.id = "map";
    picture.title = "Weights";
    picture.meaning = "How much query i (row) takes of key j (column).";
    picture.seen = "All queries and keys.";
    picture.tokens = tokens;
    picture.view = {tokens / 2.0, tokens / 2.0, static_cast<double>(tokens)};
    picture.tiles = &tiles;
    rebuild();
    needed = view_.needed_height(nodes, revision_, width, touch);
    surroundings_.height = std::max(height, needed);
    display_.resize(width, surroundings_.height);
    settle();
  }

  void rebuild() {
    const Prose prose{.id = "explained", .lines = {{{.text = "The weight is exp(q·k/√d − L)."}}}};
    nodes =
        sheet_nodes({.finding = "A map.",
                     .sections = {{.id = "map_section", .title = "Map", .blocks = {picture, prose}},
                                  {.id = "next", .title = "Next", .blocks = {prose_of("next_prose", 3)}},
                                  {.id = "long", .title = "Long", .blocks = {prose_of("long_prose", 40)}}}},
                    false);
    ++revision_;
  }

  static Prose prose_of(const char* id, std::size_t lines) {
    return {.id = id, .lines = std::vector<std::vector<Run>>(lines, {{.text = "A line to read."}})};
  }

  void frame() {
    display_.begin_frame();
    last = view_.draw(nodes, revision_, surroundings_);
    display_.end_frame();
    for (const view::Action& action : last.actions) {
      act(action);
    }
  }
  void settle() {
    for (int i = 0; i < 3; ++i) {
      frame();
    }
  }

  ui::Rectangle at(std::string_view id) const {
    const view::Node* node = view::find(nodes, id);
    REQUIRE(node != nullptr);
    return last.rectangles.at(static_cast<std::size_t>(node - nodes.data()));
  }
  const ui::maps::TileMap& drawn() const {
    REQUIRE(!painter.tile_maps().empty());
    return painter.tile_maps().front();
  }

  void move_to(float x, float y) {
    display_.move_to(x, y);
    frame();
  }
  void press(bool down) {
    display_.press(down);
    frame();
  }
  // The way to there and the end of the press come in one frame.
  void release_at(float x, float y) {
    display_.move_to(x, y);
    press(false);
  }
  // As when the page takes a finger for scrolling.
  void cancel() {
    display_.leave();
    press(false);
  }
  void click(float x, float y) {
    move_to(x, y);
    press(true);
    press(false);
    frame();
  }
  void wheel(float by) {
    display_.wheel(by);
    frame();
    frame();
  }
  void wait() {
    for (int i = 0; i < 60; ++i) {
      frame();
    }
  }
  void look(double row, double column, double span) {
    picture.view = {row, column, span};
    rebuild();
    settle();
  }

  MapPicture picture;
  FakeTiles tiles;
  view::NodeList nodes;
  ui::Interactions last;
  std::set<std::uint32_t> gestures;
  std::vector<std::string> pressed;
  float needed = 0;
  platform::NullPainter painter;

 private:
  void act(const view::Action& action) {
    REQUIRE(action.id == "map");
    if (action.verb == view::Verb::press) {
      pressed.push_back(action.text);
      return;
    }
    gestures.insert(action.gesture);
    std::vector<double> numbers;
    for (const std::string_view part : split(action.text, ' ')) {
      const Expected<double> number = parse_number(part);
      REQUIRE(number);
      numbers.push_back(*number);
    }
    REQUIRE(numbers.size() == 3);
    picture.view = {numbers[0], numbers[1], numbers[2]};
    rebuild();
  }

  platform::Display display_;
  ui::WorkspaceView view_{painter};
  ui::Surroundings surroundings_;
  std::uint64_t revision_ = 0;
};

}  // namespace lookback::test
