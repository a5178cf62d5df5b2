#include "ui/panels/sheet_blocks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/maps/map_picture.h"
#include "ui/panels/sheet_chart.h"
#include "ui/panels/sheet_grid.h"
#include "ui/panels/sheet_prose.h"
#include "ui/widgets/beams.h"
#include "ui/widgets/button.h"
#include "ui/widgets/list_table.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Look;
using view::Role;
using Kind = SheetBlock::Kind;

constexpr float caption_line = 17;
constexpr float caption_least = 240;  // width of the sentence below a title
constexpr float prose_least = 260;
constexpr float beams_least = 320;
constexpr float endless = 100000;

Kind kind_of(const view::Node& node) {
  switch (node.role) {
    case Role::table:
      return node.look == Look::list ? Kind::list : Kind::grid;
    case Role::chart:
      return Kind::chart;
    case Role::beams:
      return Kind::beams;
    case Role::map:
      return Kind::map;
    case Role::button:
      return node.look == Look::picture ? Kind::pictures : Kind::buttons;
    default:
      return Kind::prose;
  }
}

// "gap" of "gap.line.2": what a line is one of.
std::string_view text_of(const view::Node& line) {
  return std::string_view(line.id).substr(0, line.id.rfind(".line."));
}

bool joins(const SheetBlock& block, const view::Node& node) {
  if (kind_of(node) != block.kind) {
    return false;
  }
  return block.kind == Kind::buttons || block.kind == Kind::pictures ||
         (block.kind == Kind::prose && text_of(*block.nodes.back()) == text_of(node));
}

// Calls `place(button, rectangle)` for buttons that flow from line to line; gives back their height.
template <class Place>
float flow_buttons(const Frame& frame, const SheetBlock& block, const Rectangle& area, Place place) {
  float x = area.x;
  float y = area.y;
  for (const view::Node* node : block.nodes) {
    const float width = std::min(std::ceil(button_width(frame, *node, look_of(*node))), area.width);
    if (x > area.x && x + width > area.right()) {
      x = area.x;
      y += frame.sizes.control + frame.sizes.gap;
    }
    place(*node, Rectangle{x, y, width, frame.sizes.control});
    x += width + frame.sizes.gap;
  }
  return y + frame.sizes.control - area.y;
}

TextStyle title_style(const Frame& frame, const view::Node& node) {
  return {Face::words, frame.sizes.label,
          frame.theme.tone(node.tone == view::Tone::score || node.tone == view::Tone::weight ||
                                   node.look == Look::list
                               ? view::Tone::plain
                               : node.tone)};
}

TextStyle caption_style(const Frame& frame) {
  return {Face::words, frame.sizes.small, frame.theme.dim(), caption_line};
}

// What stands over a block; a map's text says what is in view.
const std::string& title_of(const view::Node& node) { return node.role == Role::map ? node.name : node.text; }

float heading_width(const Frame& frame, const view::Node& node, float room) {
  const float caption = std::min(text_width(frame, caption_style(frame), node.hint), caption_least);
  return std::min(
      std::ceil(std::max(text_width(frame, title_style(frame, node), title_of(node)), caption)) + 1, room);
}

// The title with, below it, what the block means.
float heading_height(const Frame& frame, const view::Node& node, float width) {
  const float title = title_of(node).empty() ? 0 : frame.sizes.line;
  const float caption =
      node.hint.empty()
          ? 0
          : static_cast<float>(broken(frame, width, caption_style(frame), node.hint).size()) * caption_line;
  return title + caption + (title + caption > 0 ? frame.sizes.title_gap / 2 : 0);
}

void draw_heading(const Frame& frame, const view::Node& node, const Rectangle& area) {
  float y = area.y;
  if (!title_of(node).empty()) {
    draw_title(frame, {area.x, y, area.width, frame.sizes.line}, title_style(frame, node), title_of(node),
               frame.sizes.column_label);
    y += frame.sizes.line;
  }
  if (!node.hint.empty()) {
    draw_lines(frame, {area.x, y, area.width, 0}, caption_style(frame),
               broken(frame, area.width, caption_style(frame), node.hint), Align::left);
  }
}

float chart_width(const Frame& frame, const view::Node& /*chart*/, float room) {
  return std::min(frame.sizes.chart_most, room);
}

float titled_beams_width(const Frame& frame, const view::Node& node, float room) {
  return std::min(std::max(beams_width(frame, node), heading_width(frame, node, room)), room);
}

float beams_height_at(const Frame& frame, const view::Node& node, float /*width*/) {
  return beams_height(frame, node);
}

// How a kind that has one node is drawn, from Kind::chart on. They are reached through this table only, so
// that the map's code may come after the first frame.
struct Drawn {
  float (*width)(const Frame& frame, const view::Node& node, float room);
  float (*height)(const Frame& frame, const view::Node& node, float width);
  void (*draw)(Frame& frame, const view::Node& node, const Rectangle& area);
};
constexpr std::array<Drawn, 3> drawn = {{{chart_width, sheet_chart_height, draw_sheet_chart},
                                         {titled_beams_width, beams_height_at, draw_beams},
                                         {maps::map_width, maps::map_height, maps::draw_map}}};
const Drawn& drawn_as(Kind kind) {
  return drawn[static_cast<std::size_t>(kind) - static_cast<std::size_t>(Kind::chart)];
}

}  // namespace

std::vector<SheetBlock> blocks_of(std::span<const view::Node* const> nodes) {
  std::vector<SheetBlock> blocks;
  for (const view::Node* node : nodes) {
    if (node->role == Role::group) {
      continue;
    }
    if (blocks.empty() || !joins(blocks.back(), *node)) {
      blocks.push_back({kind_of(*node), {}});
    }
    blocks.back().nodes.push_back(node);
  }
  return blocks;
}

float least_width(const Frame& frame, const SheetBlock& block, float room) {
  switch (block.kind) {
    case Kind::prose: {
      const float width = prose_width(frame, block.nodes);
      const bool breaks = block.nodes.front()->look != Look::equation;
      return std::min(breaks ? std::min(width, prose_least) : width, room);
    }
    case Kind::chart:
      return std::min(frame.sizes.chart_least, room);
    case Kind::beams:
      return std::min(std::min(width_of(frame, block, endless, 0), beams_least), room);
    case Kind::buttons:
    case Kind::pictures:
    case Kind::map:
      return width_of(frame, block, room, 0);
    default:
      return width_of(frame, block, room, frame.sizes.grid_least);
  }
}

float width_of(const Frame& frame, const SheetBlock& block, float room, float cell) {
  const view::Node& node = *block.nodes.front();
  switch (block.kind) {
    case Kind::prose:
      return std::min(prose_width(frame, block.nodes), room);
    case Kind::chart:
    case Kind::beams:
    case Kind::map:
      return drawn_as(block.kind).width(frame, node, room);
    case Kind::buttons: {
      float width = 0;
      for (const view::Node* button : block.nodes) {
        width +=
            std::ceil(button_width(frame, *button, look_of(*button))) + (width > 0 ? frame.sizes.gap : 0);
      }
      return std::min(width, room);
    }
    case Kind::pictures:
      return std::min(pictures_width(frame, block.nodes), room);
    case Kind::list:
      return std::max(shape_of_list(frame, node, room).width, heading_width(frame, node, room));
    default:
      return std::max(shape_of_grid(frame, node, room, cell).width, heading_width(frame, node, room));
  }
}

float heading_of(const Frame& frame, const SheetBlock& block, float width) {
  const bool headed = block.kind == Kind::grid || block.kind == Kind::list || block.kind == Kind::beams ||
                      block.kind == Kind::map;
  return headed ? heading_height(frame, *block.nodes.front(), width) : 0;
}

float body_of(const Frame& frame, const SheetBlock& block, float width, float cell) {
  const view::Node& node = *block.nodes.front();
  switch (block.kind) {
    case Kind::prose:
      return prose_height(frame, block.nodes, width);
    case Kind::chart:
    case Kind::beams:
    case Kind::map:
      return drawn_as(block.kind).height(frame, node, width);
    case Kind::buttons:
      return flow_buttons(frame, block, {0, 0, width, 0}, [](const view::Node&, const Rectangle&) {});
    case Kind::pictures:
      return pictures_height(frame, block.nodes, width);
    case Kind::list:
      return shape_of_list(frame, node, width).height;
    default:
      return shape_of_grid(frame, node, width, cell).height;
  }
}

void draw_block(Frame& frame, const SheetBlock& block, const Rectangle& area, float heading, float cell) {
  const view::Node& node = *block.nodes.front();
  if (block.kind == Kind::prose) {
    draw_prose(frame, block.nodes, area);
    return;
  }
  if (block.kind == Kind::buttons) {
    flow_buttons(frame, block, area, [&](const view::Node& button, const Rectangle& place) {
      draw_button(frame, button, place, look_of(button));
    });
    return;
  }
  if (block.kind == Kind::pictures) {
    draw_pictures(frame, block.nodes, area);
    return;
  }
  if (heading > 0) {
    draw_heading(frame, node, area);
  }
  const Rectangle body = {area.x, area.y + heading, area.width, area.height - heading};
  if (block.kind >= Kind::chart) {
    drawn_as(block.kind).draw(frame, node, body);
  } else if (block.kind == Kind::list) {
    const ListShape shape = shape_of_list(frame, node, area.width);
    draw_list_table(frame, node, {body.x, body.y, shape.width, shape.height}, shape);
  } else {
    draw_sheet_grid(frame, node, body, shape_of_grid(frame, node, area.width, cell));
  }
}

}  // namespace lookback::ui
