#include "ui/panels/toolbar.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <vector>

#include "ui/panels/sheet.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/number_box.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toggle.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float row_padding = 8;
constexpr float name_gap = 6;
constexpr unsigned most_open = 2;  // of the choices that may open, counted from the front

struct Item {
  const view::Node* node = nullptr;
  Rectangle area;
  bool segments = false;  // a choice as a row of its options
};

ButtonLook toolbar_look(const view::Node& node) {
  if (node.id == "undo") {
    return {.icon = Icon::undo, .worded = false};
  }
  if (node.id == "redo") {
    return {.icon = Icon::redo, .worded = false};
  }
  return {};
}

// What a study lets one choose is new: its name stands before the row of its options.
float name_width(const Frame& frame, const view::Node& choice) {
  const TextStyle style{Face::words, frame.sizes.label, 0};
  return has_sheet(frame) ? std::ceil(text_width(frame, style, choice.name)) + name_gap : 0;
}

float open_width(const Frame& frame, const view::Node& choice) {
  return name_width(frame, choice) + segments_width(frame, choice);
}

void draw_open_choice(Frame& frame, const view::Node& choice, const Rectangle& area) {
  const float name = name_width(frame, choice);
  if (name > 0) {
    draw_text(frame, area.x, area.centre_y(), {Face::words, frame.sizes.label, frame.theme.dim()},
              choice.name);
  }
  draw_segments(frame, choice, {area.x + name, area.y, area.width - name, area.height});
}

float width_of(const Frame& frame, const view::Node& node, bool segments, float room) {
  switch (node.role) {
    case Role::toggle:
      return std::ceil(toggle_width(frame, node));
    case Role::number:
      return std::ceil(node.slider ? slider_width(frame, node, room) : number_box_width(frame, node));
    case Role::choice:
      return std::ceil(segments ? open_width(frame, node) : drop_down_width(frame, node));
    case Role::button:
      return std::ceil(button_width(frame, node, toolbar_look(node)));
    default:
      return 0;
  }
}

// Whether a choice may show its options in a row: not one with many, which stand under headings.
bool opens(const Frame& frame, const view::Node& choice, float width) {
  const auto options = frame.nodes.children(choice.id);
  return !options.empty() && options.front()->heading.empty() && open_width(frame, choice) <= width;
}

bool belongs(std::string_view group, Settings part) {
  return part == Settings::all || (part == Settings::first) == (group == "toolbar");
}

// The settings in their order, group after group.
std::vector<const view::Node*> controls(const Frame& frame, Settings part) {
  std::vector<const view::Node*> result;
  for (const std::string_view group : {"toolbar", "setup"}) {
    if (belongs(group, part)) {
      const auto children = frame.nodes.children(group);
      result.insert(result.end(), children.begin(), children.end());
    }
  }
  return result;
}

struct Flow {
  std::vector<Item> items;
  int rows = 1;
};

// `open` has a bit for each choice that shows its options in a row; the others are drop-downs.
Flow flow(const Frame& frame, std::span<const view::Node* const> nodes, float width, unsigned open) {
  Flow result;
  const float gap = frame.sizes.gap + 6;
  float buttons = 0;
  for (const view::Node* node : nodes) {
    if (node->role == Role::button) {
      buttons += width_of(frame, *node, false, width) + frame.sizes.gap;
    }
  }
  float x = 0;
  float button_x = width - buttons + frame.sizes.gap;
  unsigned choice = 0;
  const float pitch = frame.sizes.control + row_padding;
  for (const view::Node* node : nodes) {
    Item item{node, {}, false};
    if (node->role == Role::button) {
      const float wide = width_of(frame, *node, false, width);
      item.area = {button_x, 0, wide, frame.sizes.control};
      button_x += wide + frame.sizes.gap;
      result.items.push_back(item);
      continue;
    }
    if (node->role == Role::choice) {
      item.segments = opens(frame, *node, width) && (open >> choice++ & 1U) != 0;
    }
    const float wide = std::min(width_of(frame, *node, item.segments, width), width);
    const float end = result.rows == 1 && buttons > 0 ? width - buttons - gap : width;
    if (x + wide > end && (x > 0 || (result.rows == 1 && buttons > 0))) {
      x = 0;
      ++result.rows;
    }
    item.area = {x, static_cast<float>(result.rows - 1) * pitch, wide, frame.sizes.control};
    x += wide + gap;
    result.items.push_back(item);
  }
  return result;
}

// The fewest lines, and then as many choices opened as they hold; those in front rather than those behind.
Flow best_flow(const Frame& frame, float width, Settings part) {
  const std::vector<const view::Node*> nodes = controls(frame, part);
  unsigned choices = 0;
  for (const view::Node* node : nodes) {
    choices += node->role == Role::choice && opens(frame, *node, width) ? 1U : 0U;
  }
  const unsigned all = (1U << std::min(choices, most_open)) - 1;
  Flow best = flow(frame, nodes, width, 0);
  unsigned best_open = 0;
  for (unsigned open = 1; open <= all; ++open) {
    Flow attempt = flow(frame, nodes, width, open);
    const int more = std::popcount(open) - std::popcount(best_open);
    if (attempt.rows < best.rows || (attempt.rows == best.rows && more > 0)) {
      best = std::move(attempt);
      best_open = open;
    }
  }
  return best;
}

float inner_width(const Frame& frame, float width) { return width - 2 * frame.sizes.margin; }

}  // namespace

float toolbar_height(const Frame& frame, float width, Settings part) {
  if (controls(frame, part).empty()) {
    return 0;
  }
  const int rows = best_flow(frame, inner_width(frame, width), part).rows;
  return static_cast<float>(rows) * (frame.sizes.control + row_padding) + row_padding;
}

void draw_toolbar(Frame& frame, const Rectangle& area, Settings part) {
  if (area.empty()) {
    return;
  }
  frame.fill(area, frame.theme.panel);
  const float edge = (part == Settings::setup ? area.y : area.bottom()) - 0.5F;
  frame.list->AddLine({area.x, edge}, {area.right(), edge}, frame.theme.line);
  for (const Item& item : best_flow(frame, inner_width(frame, area.width), part).items) {
    Rectangle place = item.area;
    place.x += area.x + frame.sizes.margin;
    place.y += area.y + row_padding;
    switch (item.node->role) {
      case Role::toggle:
        draw_toggle(frame, *item.node, place);
        break;
      case Role::number:
        item.node->slider ? draw_slider(frame, *item.node, place) : draw_number_box(frame, *item.node, place);
        break;
      case Role::button:
        draw_button(frame, *item.node, place, toolbar_look(*item.node));
        break;
      case Role::choice:
        item.segments ? draw_open_choice(frame, *item.node, place) : draw_drop_down(frame, *item.node, place);
        break;
      default:
        break;
    }
  }
  for (const std::string_view id : {"toolbar", "setup"}) {
    if (const view::Node* group = frame.nodes.find(id); group != nullptr && belongs(id, part)) {
      frame.place(*group, area);
    }
  }
}

}  // namespace lookback::ui
