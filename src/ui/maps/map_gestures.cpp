#include "ui/maps/map_gestures.h"

#include <algorithm>
#include <cmath>

namespace lookback::ui::maps {
namespace {

constexpr double closer = 0.5;      // of a double click
constexpr double one_turn_s = 0.5;  // turns of the wheel that follow sooner belong together

void look(Frame& frame, const view::Node& map, const map::View& from, const map::View& to) {
  if (map.enabled && to != from) {
    frame.out.actions.push_back({map.id, view::Verb::set, words_of(to), frame.memory.gesture});
  }
}

void zoom_at(Frame& frame, const view::Node& map, const MapPlace& place, double factor) {
  const ImVec2 at = ImGui::GetIO().MousePos;
  look(frame, map, place.view,
       zoomed(place.view, place.tokens, factor, place.row_at(at.y), place.column_at(at.x)));
}

void start(Frame& frame, const view::Node& map, const MapPlace& place, const Press& press) {
  ViewMemory& memory = frame.memory;
  memory.pressed = map.id;
  memory.pressed_at = ImGui::GetIO().MousePos;
  memory.dragged_from = place.view;
  memory.moved = false;
  memory.twice = press.twice;
  ++memory.gesture;
  if (memory.twice) {
    zoom_at(frame, map, place, closer);
  }
}

void drag(Frame& frame, const view::Node& map, const MapPlace& place) {
  ViewMemory& memory = frame.memory;
  const ImGuiIO& io = ImGui::GetIO();
  if (!ImGui::IsMousePosValid(&io.MousePos) || io.MouseSource == ImGuiMouseSource_TouchScreen ||
      memory.twice) {
    return;
  }
  const float across = io.MousePos.x - memory.pressed_at.x;
  const float down = io.MousePos.y - memory.pressed_at.y;
  memory.moved = memory.moved || std::fabs(across) + std::fabs(down) >= frame.sizes.drag_start;
  if (memory.moved) {
    const map::View& from = memory.dragged_from;
    look(frame, map, place.view,
         within({from.row - down / place.cell(), from.column - across / place.cell(), from.span},
                place.tokens));
  }
}

void release(Frame& frame, const view::Node& map, const MapPlace& place) {
  ViewMemory& memory = frame.memory;
  memory.pressed.clear();
  if (!ImGui::IsMousePosValid()) {  // a finger that scrolls the page
    return;
  }
  frame.out.focus_request = map.id;
  if (memory.moved || memory.twice || !map.enabled) {
    return;
  }
  const Cell cell = cell_at(place, memory.pressed_at);
  frame.out.actions.push_back(
      {map.id, view::Verb::press, std::to_string(cell.row) + " " + std::to_string(cell.column), 0});
}

void turn(Frame& frame, const view::Node& map, const MapPlace& place, float wheel) {
  const double now = ImGui::GetTime();
  if (frame.memory.zoomed_at < 0 || now - frame.memory.zoomed_at > one_turn_s) {
    ++frame.memory.gesture;
  }
  frame.memory.zoomed_at = now;
  zoom_at(frame, map, place, std::exp2(-std::clamp(wheel, -1.0F, 1.0F)));
}

}  // namespace

void follow_map(Frame& frame, const view::Node& map, const MapPlace& place, const Press& press) {
  frame.out.zooming = frame.out.zooming || press.hovered;
  const bool pressed = frame.memory.pressed == map.id;
  if (press.started) {
    start(frame, map, place, press);
  } else if (pressed && press.held) {
    drag(frame, map, place);
  } else if (pressed) {
    drag(frame, map, place);  // the last of its way came with the release, where frames are slow
    release(frame, map, place);
  } else if (const float wheel = ImGui::GetIO().MouseWheel; press.hovered && wheel != 0) {
    turn(frame, map, place, wheel);
  }
}

}  // namespace lookback::ui::maps
