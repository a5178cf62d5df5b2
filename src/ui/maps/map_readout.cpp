#include "ui/maps/map_readout.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "ui/widgets/cell_grid.h"
#include "ui/widgets/text.h"
#include "view/cell_text.h"

namespace lookback::ui::maps {
namespace {

constexpr double numbered_cell = 30;  // smaller ones hold no number
constexpr int digits = 2;             // after the point, as on the board
constexpr float beside = 16;          // the readout from the pointer
constexpr float padding = 8;

std::string token_words(const map::Tiles& tiles, int token) {
  const std::string text = tiles.token(token);
  const std::string position = grouped(token);
  return text.empty() || text == std::to_string(token) ? position : position + " “" + text + "”";
}

std::string span_words(int from, int side, int tokens) {
  return grouped(from) + "–" + grouped(std::min(from + side, tokens) - 1);
}

std::string number_words(const Reading& reading) {
  switch (reading.kind) {
    case map::CellKind::number:
      return brief(reading.number);
    case map::CellKind::not_a_number:
      return "NaN";
    case map::CellKind::masked:
      return say("masked");
    case map::CellKind::waiting:
      return say("not computed yet");
    case map::CellKind::old:
      return say("{0}, from before the edit", brief(reading.number));
    default:
      return "";
  }
}

}  // namespace

Reading reading_at(const map::Tiles& tiles, int tokens, int level, const Cell& cell) {
  for (; level <= map::top_level(tokens); ++level) {
    const int side = map::tile_side << level;
    const map::Tile* tile = tiles.find({level, cell.row / side, cell.column / side});
    if (tile != nullptr) {
      const int row = (cell.row % side) >> level;
      const int column = (cell.column % side) >> level;
      return {level, tile->kind(row, column), tile->number(row, column)};
    }
  }
  return {};
}

std::string readout(const view::Node& map, const Cell& cell, const Reading& reading) {
  const map::Tiles& tiles = *map.map->tiles;
  if (reading.level == 0) {
    return say("query {0}, key {1}: {2}", token_words(tiles, cell.row), token_words(tiles, cell.column),
               number_words(reading));
  }
  const int side = 1 << reading.level;
  const std::string queries = span_words(cell.row & ~(side - 1), side, map.rows);
  const std::string keys = span_words(cell.column & ~(side - 1), side, map.rows);
  const std::string number = number_words(reading);
  if (!map::has_number(reading.kind)) {
    return say("queries {0}, keys {1}: {2}", queries, keys, number);
  }
  return map.map->pooling == map::Pooling::mean
             ? say("queries {0}, keys {1}, mean of {2} × {2}: {3}", queries, keys, grouped(side), number)
             : say("queries {0}, keys {1}, maximum of {2} × {2}: {3}", queries, keys, grouped(side), number);
}

void draw_readout(Frame& frame, const view::Node& map, const MapPlace& place, int level) {
  const ImVec2 at = ImGui::GetIO().MousePos;
  if (map.map->tiles == nullptr || !place.area.contains(at)) {
    return;
  }
  const Cell cell = cell_at(place, at);
  const std::string text = readout(map, cell, reading_at(*map.map->tiles, place.tokens, level, cell));
  ImDrawList* const before = frame.list;
  frame.list = ImGui::GetForegroundDrawList();
  const TextStyle style{Face::words, frame.sizes.small + 1, frame.theme.ink()};
  const float width = std::min(text_width(frame, style, text) + 1, frame.surroundings.width - 4 * padding);
  const float height = frame.sizes.line + padding / 2;
  const float x =
      std::clamp(at.x + beside, padding, std::max(padding, frame.surroundings.width - width - 3 * padding));
  const bool above = at.y + beside + height > frame.surroundings.height;
  const Rectangle box = {x, above ? at.y - beside - height : at.y + beside, width + 2 * padding, height};
  frame.fill(box, frame.theme.panel, frame.sizes.radius);
  frame.outline(box, frame.theme.line, frame.sizes.radius);
  draw_text_in(frame, {box.x + padding, box.y, width, height}, style, text);
  frame.list = before;
}

bool has_numbers(const MapPlace& place) { return place.cell() >= numbered_cell; }

void draw_numbers(const Frame& frame, const view::Node& map, const MapPlace& place) {
  if (!has_numbers(place) || map.map->tiles == nullptr) {
    return;
  }
  const auto side = static_cast<float>(place.cell());
  const int characters = map.tone == view::Tone::weight ? 4 : 5;
  const NumberLook look =
      fit_numbers(frame, {characters, characters - 1}, side - frame.sizes.number_margin, side);
  const ColourMap colours = colours_of(map.tone);
  const float most = map.maximum > 0 ? static_cast<float>(map.maximum) : 1;
  const Range rows = rows_in_view(place);
  const Range columns = columns_in_view(place);
  frame.list->PushClipRect(place.area.low(), place.area.high(), true);
  for (int row = rows.first; row <= rows.last; ++row) {
    for (int column = columns.first; column <= columns.last; ++column) {
      const Reading reading = reading_at(*map.map->tiles, place.tokens, 0, {row, column});
      const bool shown = reading.level == 0 && reading.kind != map::CellKind::masked &&
                         reading.kind != map::CellKind::waiting;
      if (!shown) {
        continue;
      }
      const bool is_number = map::has_number(reading.kind);
      const ImU32 ground = is_number ? frame.colours.at(colours, reading.number, most, map.map->logarithmic)
                                     : frame.theme.tone(view::Tone::warning);
      const TextStyle style{Face::numbers, look.size, frame.theme.ink_over(ground)};
      draw_text_in(frame, {place.x_of(column), place.y_of(row), side, side}, style,
                   is_number ? view::cell_text(reading.number, digits) : "NaN", Align::centre);
    }
  }
  frame.list->PopClipRect();
}

}  // namespace lookback::ui::maps
