#include "ui/widgets/choice.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float padding = 8;
constexpr float arrow = 10;
constexpr float widest_value = 148;

TextStyle label_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::words, frame.sizes.label, colour};
}

float value_width(const Frame& frame, const view::Node& node) {
  float width = 0;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    width = std::max(width, text_width(frame, label_style(frame), option->name));
  }
  return std::min(std::ceil(width), widest_value);
}

void choose(Frame& frame, const view::Node& choice, const view::Node& option) {
  if (option.enabled) {
    frame.act(option, view::Verb::press);
  }
  frame.out.focus_request = choice.id;
}

// The options in a window of their own, which closes on a press anywhere.
void draw_popup(Frame& frame, const view::Node& node, const Rectangle& area) {
  const std::string popup = node.id + "/options";
  const float width = value_width(frame, node) + 2 * padding + 20;
  const auto options = frame.nodes.children(node.id);
  const float row = std::max(frame.sizes.control, 28.0F);
  const ImVec2 size = {std::max(width, area.width), row * static_cast<float>(options.size()) + 8};
  const bool fits_below = area.bottom() + 4 + size.y <= frame.surroundings.height;
  ImGui::SetNextWindowPos({std::clamp(area.x, 0.0F, std::max(0.0F, frame.surroundings.width - size.x)),
                           fits_below ? area.bottom() + 4 : std::max(0.0F, area.y - 4 - size.y)});
  ImGui::SetNextWindowSize(size);
  if (!ImGui::BeginPopup(popup.c_str(), ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                                            ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoNav)) {
    return;
  }
  ImDrawList* below = frame.list;
  frame.list = ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetWindowPos();
  const Rectangle box = {low.x, low.y, size.x, size.y};
  frame.fill(box, frame.theme.panel, frame.sizes.radius);
  frame.outline(box, frame.theme.line, frame.sizes.radius);
  float y = box.y + 4;
  for (const view::Node* option : options) {
    const Rectangle line = {box.x + 4, y, box.width - 8, row};
    const Press press = frame.press(*option, line);
    if (press.clicked && option->enabled) {
      choose(frame, node, *option);
      ImGui::CloseCurrentPopup();
    }
    if (option->checked || press.hovered) {
      frame.fill(line, option->checked ? frame.theme.selected : frame.theme.control_hover, 4);
    }
    const ImU32 ink = option->enabled ? frame.theme.ink() : faded(frame.theme.dim(), 0.7F);
    draw_text_in(frame, {line.x + padding, line.y, line.width - 2 * padding, row}, label_style(frame, ink),
                 option->name);
    frame.place(*option, line);
    y += row;
  }
  frame.list = below;
  ImGui::EndPopup();
}

}  // namespace

float segments_width(const Frame& frame, const view::Node& node) {
  float width = 0;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    width += std::ceil(text_width(frame, label_style(frame), option->name)) + 2 * padding;
  }
  return width + 2;
}

float drop_down_width(const Frame& frame, const view::Node& node) {
  return text_width(frame, label_style(frame), node.name) + 6 + value_width(frame, node) + 2 * padding +
         arrow + 6;
}

void draw_segments(Frame& frame, const view::Node& node, const Rectangle& area) {
  frame.outline(area, frame.theme.line, frame.sizes.radius);
  float x = area.x + 1;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    const float width = std::ceil(text_width(frame, label_style(frame), option->name)) + 2 * padding;
    const Rectangle part = {x, area.y + 1, std::min(width, area.right() - 1 - x), area.height - 2};
    const Press press = frame.press(*option, part);
    if (press.clicked) {
      choose(frame, node, *option);
    }
    if (option->checked || (press.hovered && option->enabled)) {
      frame.fill(part, option->checked ? frame.theme.selected : frame.theme.control_hover,
                 frame.sizes.radius - 1);
    }
    ImU32 ink = option->checked ? frame.theme.ink() : frame.theme.dim();
    if (!option->enabled) {
      ink = faded(frame.theme.dim(), 0.6F);
    }
    draw_text_in(frame, part.grown(-1), label_style(frame, ink), option->name, Align::centre);
    frame.place(*option, part);
    x += width;
  }
  frame.place(node, area);
}

void draw_drop_down(Frame& frame, const view::Node& node, const Rectangle& area) {
  const float after =
      draw_text(frame, area.x, area.centre_y(), label_style(frame, frame.theme.dim()), node.name);
  const Rectangle body = {after + 6, area.y, area.right() - after - 6, area.height};
  const Press press = frame.press(node, body);
  if (press.clicked) {
    frame.out.focus_request = node.id;
    ImGui::OpenPopup((node.id + "/options").c_str());
  }
  frame.fill(body, control_ground(frame, node, press), frame.sizes.radius);
  frame.outline(body, frame.theme.line, frame.sizes.radius);
  const ImU32 ink = node.enabled ? frame.theme.ink() : frame.theme.dim();
  draw_text_in(frame, {body.x + padding, body.y, body.width - 2 * padding - arrow, body.height},
               label_style(frame, ink), node.text);
  draw_icon(frame, Icon::open, {body.right() - padding - arrow / 2 + 2, body.centre_y()}, arrow,
            frame.theme.dim());
  frame.place(node, area);
  draw_popup(frame, node, body);
}

}  // namespace lookback::ui
