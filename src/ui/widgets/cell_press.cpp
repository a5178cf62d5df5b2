#include "ui/widgets/cell_press.h"

#include <cmath>
#include <string>

namespace lookback::ui {
namespace {

// The steps that the pointer has gone since it went down: to the right and upwards is more. A finger moves
// sideways only, so that the page can be scrolled.
int dragged_steps(Frame& frame) {
  const ImVec2 now = ImGui::GetIO().MousePos;
  if (!ImGui::IsMousePosValid(&now)) {
    return frame.memory.steps_sent;
  }
  const float across = now.x - frame.memory.pressed_at.x;
  const float up = frame.surroundings.touch ? 0 : frame.memory.pressed_at.y - now.y;
  if (std::fabs(across) + std::fabs(up) >= frame.sizes.drag_start) {
    frame.memory.moved = true;
  }
  return frame.memory.moved ? static_cast<int>((across + up) / frame.sizes.drag_step) : 0;
}

void drag_cell(Frame& frame, const view::Node& cell) {
  const int steps = dragged_steps(frame);
  const int more = steps - frame.memory.steps_sent;
  if (!cell.editable || more == 0) {
    return;
  }
  std::string text = std::to_string(more);
  if (ImGui::GetIO().KeyShift) {
    text += "e-1";
  }
  frame.out.actions.push_back({cell.id, view::Verb::nudge, std::move(text), frame.memory.gesture});
  frame.memory.steps_sent = steps;
}

void release_cell(Frame& frame, const view::Node& cell, bool press_once) {
  const ViewMemory& memory = frame.memory;
  if (!ImGui::IsMousePosValid()) {  // a finger that scrolls the page
    return;
  }
  if (memory.moved) {
    frame.out.focus_request = cell.editable ? cell.id : std::string();
    return;
  }
  const bool types = cell.editable && (memory.twice || frame.surroundings.touch);
  (types ? frame.out.edit_request : frame.out.focus_request) = cell.id;
  if (cell.pressable && (cell.of_sheet || press_once != memory.twice)) {
    frame.out.actions.push_back({cell.id, view::Verb::press});
  }
}

}  // namespace

void follow_pointer(Frame& frame, const view::Node& table, const Press& press, const view::Node* pointed,
                    bool press_once) {
  const view::Node* pressed = frame.nodes.find(frame.memory.pressed);
  if (pressed != nullptr && pressed->parent != table.id) {
    pressed = nullptr;
  }
  if (pressed != nullptr) {
    drag_cell(frame, *pressed);  // also the last of its way, which may come with the release
    if (!press.held) {
      release_cell(frame, *pressed, press_once);
      frame.memory.pressed.clear();
    }
  } else if (press.started && pointed != nullptr) {
    frame.memory.pressed = pointed->id;
    frame.memory.pressed_at = ImGui::GetIO().MousePos;
    frame.memory.steps_sent = 0;
    frame.memory.moved = false;
    frame.memory.twice = press.twice;
    ++frame.memory.gesture;
  }
  if (const view::Node* attended = pressed != nullptr && press.held ? pressed : pointed;
      attended != nullptr) {
    frame.out.hovered = attended->id;
  }
}

}  // namespace lookback::ui
