#include "ui/frame.h"

#include <cmath>

namespace lookback::ui {

void Frame::place(const view::Node& node, const Rectangle& rectangle) {
  out.rectangles[static_cast<std::size_t>(nodes.place_of(node))] = rectangle;
}

Press Frame::press(const view::Node& node, const Rectangle& rectangle, std::string_view part) {
  Target target{node.id + std::string(part), nodes.place_of(node), rectangle};
  if (rectangle.empty()) {
    return {};
  }
  ImGui::SetCursorScreenPos(rectangle.low());
  Press press;
  press.clicked = ImGui::InvisibleButton(target.id.c_str(), {rectangle.width, rectangle.height});
  press.hovered = ImGui::IsItemHovered();
  press.held = ImGui::IsItemActive();
  press.started = ImGui::IsItemActivated();
  press.ended = ImGui::IsItemDeactivated();
  press.twice = press.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  out.pointing = out.pointing || (press.hovered && node.enabled);
  out.targets.push_back(std::move(target));
  return press;
}

bool Frame::follows(const Press& press) {
  const ImVec2 now = ImGui::GetIO().MousePos;
  if (press.started) {
    memory.pressed_at = now;
    memory.moved = !surroundings.touch;
  }
  if (!(press.held || press.ended) || !ImGui::IsMousePosValid(&now)) {
    return false;
  }
  memory.moved = memory.moved || std::fabs(now.x - memory.pressed_at.x) >= sizes.drag_start;
  return memory.moved || press.ended;
}

void Frame::act(const view::Node& node, view::Verb verb, std::string_view text) {
  out.focus_request = node.id;
  if (node.enabled) {
    out.actions.push_back({node.id, verb, std::string(text), 0});
  }
}

void Frame::fill(const Rectangle& rectangle, ImU32 colour, float radius) const {
  list->AddRectFilled(rectangle.low(), rectangle.high(), colour, radius);
}

void Frame::outline(const Rectangle& rectangle, ImU32 colour, float radius, float thickness) const {
  const Rectangle inner = rectangle.grown(-thickness / 2);
  list->AddRect(inner.low(), inner.high(), colour, radius, 0, thickness);
}

ImU32 control_ground(const Frame& frame, const view::Node& node, const Press& press) {
  if (!node.enabled) {
    return frame.theme.control;
  }
  if (press.held) {
    return frame.theme.control_held;
  }
  return press.hovered ? frame.theme.control_hover : frame.theme.control;
}

}  // namespace lookback::ui
