#pragma once

#include <string_view>

#include "ui/geometry.h"
#include "ui/heat_map.h"
#include "ui/interactions.h"
#include "ui/node_index.h"
#include "ui/theme/fonts.h"
#include "ui/theme/sizes.h"
#include "ui/theme/theme.h"

namespace lookback::ui {

// What the front end knows and the nodes do not.
struct Surroundings {
  float width = 0;  // of the canvas
  float height = 0;
  Palette palette = Palette::dark;
  bool touch = false;
  WeightColours weights = WeightColours::viridis;
  std::string_view focused;  // the node that has the page's focus
};

struct Press {
  bool hovered = false;
  bool held = false;
  bool started = false;  // the pointer went down on it in this frame
  bool ended = false;    // and came up, wherever
  bool clicked = false;  // and came up on it
  bool twice = false;    // a double click
};

// Everything that the drawing of one frame needs, and where it puts what it found out.
struct Frame {
  const NodeIndex& nodes;
  const Theme& theme;
  const ColourTable& colours;
  const Sizes& sizes;
  const Fonts& fonts;
  const Surroundings& surroundings;
  HeatMapPainter& heat_maps;
  ViewMemory& memory;
  Interactions& out;
  ImDrawList* list = nullptr;

  // Notes that `node` is drawn there.
  void place(const view::Node& node, const Rectangle& rectangle);
  // An invisible button; `part` tells the parts of one node from each other.
  Press press(const view::Node& node, const Rectangle& rectangle, std::string_view part = {});
  // Whether what is pressed follows the pointer now. A finger may be about to scroll the page, so it counts
  // once it has gone sideways, or was let go.
  bool follows(const Press& press);
  // A press of a control: asks for the focus, and acts when the node is enabled.
  void act(const view::Node& node, view::Verb verb, std::string_view text = {});
  void fill(const Rectangle& rectangle, ImU32 colour, float radius = 0) const;
  void outline(const Rectangle& rectangle, ImU32 colour, float radius = 0, float thickness = 1) const;
};

// The ground of a control at rest, under the pointer or held down.
ImU32 control_ground(const Frame& frame, const view::Node& node, const Press& press);

}  // namespace lookback::ui
