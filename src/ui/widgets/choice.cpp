#include "ui/widgets/choice.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float option_padding = 8;
constexpr float arrow = 10;
constexpr float label_gap = 6;
constexpr float widest_value = 176;

TextStyle label_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::words, frame.sizes.label, colour};
}

float widest_option(const Frame& frame, const view::Node& node) {
  float width = 0;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    width = std::max(width, text_width(frame, label_style(frame), option->name));
  }
  return std::min(std::ceil(width), widest_value);
}

float segment_width(const Frame& frame, const view::Node& option) {
  const float word = text_width(frame, label_style(frame), option.name);
  return std::max(std::ceil(word) + 2 * option_padding, frame.sizes.target);
}

// A refused option acts too: the answer says why it is refused.
void choose(Frame& frame, const view::Node& choice, const view::Node& option) {
  frame.out.actions.push_back({option.id, view::Verb::press});
  frame.out.focus_request = choice.id;
}

// What stands in an open choice: its options, with the headings that they stand under.
struct PopupLine {
  const view::Node* option = nullptr;  // nothing: a heading
  std::string_view heading;
};

std::vector<PopupLine> popup_lines(const Frame& frame, const view::Node& node) {
  std::vector<PopupLine> lines;
  std::string_view last;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    if (option->heading != last) {
      last = option->heading;
      lines.push_back({nullptr, last});
    }
    lines.push_back({option, {}});
  }
  return lines;
}

// Lines in as many columns as the display's height asks for; no heading ends a column.
std::vector<std::size_t> break_columns(const std::vector<PopupLine>& lines, float row, float room) {
  const auto most = static_cast<std::size_t>(std::max(4.0F, std::floor(room / row)));
  const std::size_t columns = (lines.size() + most - 1) / most;
  const std::size_t each = (lines.size() + columns - 1) / columns;
  std::vector<std::size_t> starts = {0};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t taken = i - starts.back();
    const bool heading = lines[i].option == nullptr;
    if (taken >= most || (taken + 2 >= each && heading && starts.size() < columns) ||
        (heading && taken + 2 > most)) {
      starts.push_back(i);
    }
  }
  return starts;
}

void draw_popup_line(Frame& frame, const view::Node& node, const PopupLine& line, const Rectangle& area) {
  const Rectangle words = {area.x + option_padding, area.y, area.width - 2 * option_padding, area.height};
  if (line.option == nullptr) {
    draw_text_in(frame, {words.x, words.y + words.height * 0.2F, words.width, words.height * 0.8F},
                 {Face::strong, frame.sizes.small, frame.theme.dim()}, line.heading);
    return;
  }
  const view::Node& option = *line.option;
  const Press press = frame.press(option, area);
  if (press.clicked) {
    choose(frame, node, option);
    ImGui::CloseCurrentPopup();
  }
  if (option.checked || press.hovered) {
    frame.fill(area, option.checked ? frame.theme.selected : frame.theme.control_hover, 4);
  }
  const ImU32 ink = option.enabled ? frame.theme.ink() : faded(frame.theme.dim(), 0.7F);
  draw_text_in(frame, words, label_style(frame, ink), option.name);
  frame.place(option, area);
}

// The options in a window of their own, which closes on a press anywhere.
void draw_popup(Frame& frame, const view::Node& node, const Rectangle& area) {
  const std::string popup = node.id + "/options";
  if (!ImGui::IsPopupOpen(popup.c_str())) {
    return;
  }
  const std::vector<PopupLine> lines = popup_lines(frame, node);
  const float row = std::max(frame.sizes.control, 28.0F);
  const float room = frame.surroundings.height - 24;
  const std::vector<std::size_t> starts = break_columns(lines, row, room);
  std::size_t longest = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    longest = std::max(longest, (i + 1 < starts.size() ? starts[i + 1] : lines.size()) - starts[i]);
  }
  const auto columns = static_cast<float>(starts.size());
  const float width = std::min(std::max(widest_option(frame, node) + 2 * option_padding + 20, area.width),
                               std::floor(frame.surroundings.width / columns));
  const ImVec2 size = {width * columns, row * static_cast<float>(longest) + 8};
  const float below = area.bottom() + 4;
  const float lowest = std::max(0.0F, frame.surroundings.height - size.y - 8);
  const float y = below <= lowest ? below : (area.y - 4 - size.y >= 0 ? area.y - 4 - size.y : lowest);
  ImGui::SetNextWindowPos({std::clamp(area.x, 0.0F, std::max(0.0F, frame.surroundings.width - size.x)), y});
  ImGui::SetNextWindowSize(size);
  if (!ImGui::BeginPopup(popup.c_str(), ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                                            ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoNav)) {
    return;
  }
  ImDrawList* under = frame.list;
  frame.list = ImGui::GetWindowDrawList();
  const ImVec2 low = ImGui::GetWindowPos();
  const Rectangle box = {low.x, low.y, size.x, size.y};
  frame.fill(box, frame.theme.panel, frame.sizes.radius);
  frame.outline(box, frame.theme.line, frame.sizes.radius);
  std::size_t column = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    column += column + 1 < starts.size() && i == starts[column + 1] ? 1 : 0;
    draw_popup_line(frame, node, lines[i],
                    {box.x + static_cast<float>(column) * width + 4,
                     box.y + 4 + static_cast<float>(i - starts[column]) * row, width - 8, row});
  }
  frame.list = under;
  ImGui::EndPopup();
}

}  // namespace

float segments_width(const Frame& frame, const view::Node& node) {
  float width = 0;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    width += segment_width(frame, *option);
  }
  return width + 2;
}

float drop_down_width(const Frame& frame, const view::Node& node) {
  return text_width(frame, label_style(frame), node.name) + label_gap + widest_option(frame, node) +
         2 * option_padding + arrow + 6;
}

void draw_segments(Frame& frame, const view::Node& node, const Rectangle& area) {
  frame.outline(area, frame.theme.line, frame.sizes.radius);
  float x = area.x + 1;
  for (const view::Node* option : frame.nodes.children(node.id)) {
    const float width = segment_width(frame, *option);
    const Rectangle whole = {x, area.y, std::min(width, area.right() - 1 - x), area.height};
    const Rectangle part = {x, area.y + 1, whole.width, area.height - 2};
    const Press press = frame.press(*option, whole);
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
  const TextStyle label = label_style(frame, frame.theme.dim());
  const float named = text_width(frame, label, node.name) + label_gap;
  const float value = text_width(frame, label, node.text) + 2 * option_padding + arrow;
  // Where there is no room for both, what is chosen is said and its name is not.
  const float before = named + value <= area.width ? named : 0;
  if (before > 0) {
    draw_text(frame, area.x, area.centre_y(), label, node.name);
  }
  const Rectangle body = {area.x + before, area.y, area.width - before, area.height};
  const Press press = frame.press(node, body);
  if (press.clicked) {
    frame.out.focus_request = node.id;
    ImGui::OpenPopup((node.id + "/options").c_str());
  }
  frame.fill(body, control_ground(frame, node, press), frame.sizes.radius);
  frame.outline(body, frame.theme.line, frame.sizes.radius);
  const ImU32 ink = node.enabled ? frame.theme.ink() : frame.theme.dim();
  draw_text_in(frame, {body.x + option_padding, body.y, body.width - 2 * option_padding - arrow, body.height},
               label_style(frame, ink), node.text);
  draw_icon(frame, Icon::open, {body.right() - option_padding - arrow / 2 + 2, body.centre_y()}, arrow,
            frame.theme.dim());
  frame.place(node, area);
  draw_popup(frame, node, body);
}

}  // namespace lookback::ui
