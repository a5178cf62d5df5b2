#include "ui/widgets/picture.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/cell_grid.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float usual_side = 72;
constexpr float least_side = 24;
constexpr float label_height = 18;
constexpr float gap = 10;
constexpr float frame_width = 2;  // round the chosen one

int count_along(std::span<const view::Node* const> pictures, int view::Node::* place) {
  int last = -1;
  for (const view::Node* picture : pictures) {
    last = std::max(last, picture->*place);
  }
  return last + 1;
}

float span_of(int count, float each) { return static_cast<float>(count) * (each + gap) - gap; }

float side_in(std::span<const view::Node* const> pictures, float width) {
  const auto count = static_cast<float>(count_along(pictures, &view::Node::column));
  return std::clamp(std::floor((width - 2 * frame_width + gap) / count - gap), least_side, usual_side);
}

void draw_picture(Frame& frame, const view::Node& node, const Rectangle& area) {
  const float side = area.width;
  const Press press = frame.press(node, area);
  if (press.clicked) {
    frame.act(node, view::Verb::press);
  }
  const Rectangle square = {area.x, area.y, side, side};
  HeatMap map;
  map.area = square;
  map.rows = node.rows;
  map.columns = node.columns;
  map.gap = side / static_cast<float>(std::max(1, node.rows)) < 6 ? 0.0F : 1.0F;
  map.colours = colours_of(node.tone);
  map.empty = frame.theme.cell_empty;
  map.hatch = frame.theme.hatch;
  for (const double value : node.points) {
    map.texels.push_back({static_cast<float>(value), static_cast<float>(view::CellState::shown)});
    if (node.tone != view::Tone::weight && std::isfinite(value)) {
      map.scale = std::max(map.scale, static_cast<float>(std::abs(value)));
    }
  }
  if (!map.texels.empty()) {
    frame.heat_maps.paint(*frame.list, map);
  }
  const bool chosen = node.checked || press.hovered;
  frame.outline(square.grown(frame_width), chosen ? frame.theme.tone(view::Tone::accent) : frame.theme.line,
                0, node.checked ? frame_width : 1);
  draw_text_in(frame, {area.x, square.bottom() + frame_width, side, label_height},
               {Face::words, frame.sizes.small, node.checked ? frame.theme.ink() : frame.theme.dim()},
               node.text);
  frame.place(node, area);
}

}  // namespace

float pictures_width(const Frame& /*frame*/, std::span<const view::Node* const> pictures) {
  return span_of(count_along(pictures, &view::Node::column), usual_side) + 2 * frame_width;
}

float pictures_height(const Frame& /*frame*/, std::span<const view::Node* const> pictures, float width) {
  const float side = side_in(pictures, width);
  return span_of(count_along(pictures, &view::Node::row), side + label_height) + 2 * frame_width;
}

void draw_pictures(Frame& frame, std::span<const view::Node* const> pictures, const Rectangle& area) {
  const float side = side_in(pictures, area.width);
  for (const view::Node* picture : pictures) {
    const Rectangle place = {
        area.x + frame_width + static_cast<float>(picture->column) * (side + gap),
        area.y + frame_width + static_cast<float>(picture->row) * (side + label_height + gap), side,
        side + label_height};
    draw_picture(frame, *picture, place);
  }
}

}  // namespace lookback::ui
