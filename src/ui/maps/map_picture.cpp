#include "ui/maps/map_picture.h"

#include <algorithm>
#include <cmath>

#include "ui/maps/map_axes.h"
#include "ui/maps/map_gestures.h"
#include "ui/maps/map_legend.h"
#include "ui/maps/map_readout.h"

namespace lookback::ui::maps {
namespace {

constexpr float label_wide = 76;
constexpr float label_narrow = 52;
constexpr float narrow_picture = 520;
constexpr float header_height = 34;
constexpr float side_part = 0.5F;       // of the canvas's width
constexpr std::size_t most_tiles = 63;  // and the one of everything
constexpr float gap_from = 12;          // smaller cells have no gap
constexpr float least_mark = 7;         // side of the chosen cell's outline

void ask_for_tiles(Frame& frame, const MapPlace& place, const std::vector<map::TilePlace>& seen) {
  frame.out.tiles = seen;
  // What stands in for all that is missing, and shows where the view lies.
  if (const map::TilePlace all = {map::top_level(place.tokens), 0, 0};
      std::ranges::find(seen, all) == seen.end()) {
    frame.out.tiles.push_back(all);
  }
}

Rectangle cell_area(const MapPlace& place, int row, int column) {
  const auto side = static_cast<float>(place.cell());
  return {place.x_of(column), place.y_of(row), side, side};
}

void draw_tiles(Frame& frame, const view::Node& map, const MapPlace& place,
                const std::vector<map::TilePlace>& seen) {
  frame.fill(place.area, frame.theme.track);
  if (map.map->tiles == nullptr) {
    return;
  }
  TileMap picture = look_of(frame, map);
  picture.parts = parts_of(place, *map.map->tiles, seen);
  if (map.row >= 0 && map.column >= 0) {
    picture.chosen = cell_area(place, map.row, map.column);
  }
  if (const auto side = static_cast<float>(place.cell()); side >= gap_from) {
    picture.gap = has_numbers(place) ? frame.sizes.cell_gap : 1;
    picture.radius = std::min(frame.sizes.cell_radius, side * 0.1F);
  }
  frame.heat_maps.paint(*frame.list, std::move(picture));
}

void draw_chosen(const Frame& frame, const view::Node& map, const MapPlace& place) {
  if (map.row < 0 || map.column < 0) {
    return;
  }
  const Rectangle cell = cell_area(place, map.row, map.column);
  const Rectangle mark = cell.grown(std::max(1.0F, (least_mark - cell.width) / 2));
  frame.list->PushClipRect(place.area.low(), place.area.high(), true);
  frame.outline(mark.grown(1.5F), frame.theme.ground, 2, 1.5F);
  frame.outline(mark, frame.theme.ink(), 2, 1.5F);
  frame.list->PopClipRect();
}

}  // namespace

MapShape shape_of(const Frame& frame, float room) {
  const Sizes& sizes = frame.sizes;
  MapShape shape;
  shape.label = room < narrow_picture ? label_narrow : label_wide;
  shape.header = header_height;
  const float most =
      std::clamp(std::round(frame.surroundings.width * side_part), sizes.map_least, sizes.map_most);
  shape.side = std::max(std::floor(std::min(room - shape.label, most)), 1.0F);
  shape.legend = legend_height(frame, shape.side);
  return shape;
}

float map_width(const Frame& frame, const view::Node& /*map*/, float room) {
  return shape_of(frame, room).width();
}

float map_height(const Frame& frame, const view::Node& /*map*/, float width) {
  return shape_of(frame, width).height();
}

void draw_map(Frame& frame, const view::Node& map, const Rectangle& area) {
  const MapShape shape = shape_of(frame, area.width);
  const MapPlace place = {{area.x + shape.label, area.y + shape.header, shape.side, shape.side},
                          map.map->view,
                          std::max(map.rows, 1)};
  const float pixel_ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const std::vector<map::TilePlace> seen =
      few_tiles_in_view(place, level_for(place, pixel_ratio), most_tiles);
  const int level = seen.empty() ? 0 : seen.front().level;
  ask_for_tiles(frame, place, seen);
  frame.place(map, place.area);
  const Press press = frame.press(map, place.area);
  draw_axes(frame, map, place, area.x, area.y);
  draw_tiles(frame, map, place, seen);
  draw_numbers(frame, map, place);
  draw_chosen(frame, map, place);
  draw_legend(frame, map, place, {place.area.x, place.area.bottom(), shape.side, shape.legend});
  if (press.hovered && !press.held) {
    draw_readout(frame, map, place, level);
  }
  follow_map(frame, map, place, press);
}

}  // namespace lookback::ui::maps
