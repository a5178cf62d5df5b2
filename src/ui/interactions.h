#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/geometry.h"
#include "ui/widgets/axis.h"
#include "view/node.h"

namespace lookback::ui {

// Something that takes the pointer: a whole node, or a part of one such as the minus of a spin button.
struct Target {
  std::string id;  // the node's, with the part's sign
  int place = 0;   // of the node in the list
  Rectangle rectangle;
};

// What one frame hands back.
struct Interactions {
  std::vector<view::Action> actions;
  std::string hovered;        // the cell under the pointer
  std::string focus_request;  // the node that was clicked: the page moves its focus there
  std::string edit_request;   // the node whose value is to be typed

  std::vector<map::TilePlace> tiles;  // of a map, that its picture would draw; those of the middle first
  bool zooming = false;               // the pointer is over something that its wheel zooms

  std::vector<Rectangle> rectangles;  // one a node of the list; empty when it was not drawn
  std::vector<Target> targets;
  std::vector<std::string> cut;  // texts that had no room and end in an ellipsis
  bool pointing = false;         // the pointer is over something that can be pressed
  ImU32 ground = 0;              // behind everything that was drawn
  float redraw_in_seconds = -1;  // a frame is wanted then though nothing changes; negative for none
};

// What outlives a frame and is no part of the document.
struct ViewMemory {
  // Out of the way of the gestures that others number: the page from 1, the workspace from 2^31.
  std::uint32_t gesture = 0x40000000U;
  std::string pressed;  // the cell that the pointer went down on, until it comes up
  ImVec2 pressed_at = {0, 0};
  int steps_sent = 0;
  bool moved = false;   // far enough to be a drag
  std::string pointed;  // the target under the pointer
  double pointed_since = 0;
  bool twice = false;  // the press was the second of a double click

  // The chart that is drawn into keeps its axis until the pointer comes up.
  std::string drawn_chart;
  Axis drawn_axis;
  int drawn_place = 0;     // the abscissa that the pointer came to last
  double drawn_value = 0;  // and the number there

  // The map that is dragged stays under the pointer.
  map::View dragged_from;
  double zoomed_at = -1;  // when the wheel turned last: what follows soon is the same gesture
};

}  // namespace lookback::ui
