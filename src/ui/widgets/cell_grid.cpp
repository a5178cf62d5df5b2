#include "ui/widgets/cell_grid.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/cell_press.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::CellState;

Rectangle cell_area(const GridPlace& place, const view::Node& cell, float gap) {
  const auto across = static_cast<float>(place.turned ? cell.row : cell.column);
  const auto down = static_cast<float>(place.turned ? cell.column : cell.row);
  return {place.area.x + across * place.cell_width, place.area.y + down * place.cell_height,
          place.cell_width - gap, place.cell_height - gap};
}

std::string without_zero(std::string_view text) {
  std::string shortened(text);
  if (const std::size_t zero = place_of_zero(text); zero != std::string_view::npos) {
    shortened.erase(zero, 1);
  }
  return shortened;
}

float colour_scale(std::span<const view::Node* const> cells, double least) {
  double largest = least;
  for (const view::Node* cell : cells) {
    if (cell->role == view::Role::cell && has_number(*cell) && std::isfinite(cell->value)) {
      largest = std::max(largest, std::abs(cell->value));
    }
  }
  return largest > 0 ? static_cast<float>(largest) : 1;
}

HeatMap heat_map_of(const Frame& frame, std::span<const view::Node* const> cells, const GridPlace& place,
                    const GridLook& look, const view::Node& table, float gap) {
  HeatMap map;
  map.area = place.area;
  map.rows = place.turned ? table.columns : table.rows;
  map.columns = place.turned ? table.rows : table.columns;
  map.gap = gap;
  map.radius = std::min(frame.sizes.cell_radius, std::min(place.cell_width, place.cell_height) * 0.15F);
  map.colours = look.colours;
  map.scale = colour_scale(cells, std::max(double{look.least_scale}, table.maximum));
  map.empty = frame.theme.cell_empty;
  map.hatch = frame.theme.hatch;
  map.texels.resize(static_cast<std::size_t>(map.rows) * static_cast<std::size_t>(map.columns));
  for (const view::Node* cell : cells) {
    if (cell->role != view::Role::cell) {
      continue;
    }
    const int at =
        place.turned ? cell->column * map.columns + cell->row : cell->row * map.columns + cell->column;
    const double value = std::isnan(cell->value) ? 0 : cell->value;
    map.texels[static_cast<std::size_t>(at)] = {static_cast<float>(value), static_cast<float>(cell->state)};
  }
  return map;
}

// Characters of the longest number of a table, with its sign and without.
struct Digits {
  int length = 0;
  int unsigned_length = 0;
};

Digits count_digits(std::span<const view::Node* const> cells, const NumberLook& numbers) {
  Digits digits;
  for (const view::Node* cell : cells) {
    if (!numbers.shown || cell->role != view::Role::cell || !has_number(*cell)) {
      continue;
    }
    const std::string text = numbers.zero ? cell->text : without_zero(cell->text);
    const int length = count_characters(text);
    const bool negative = cell->value < 0;
    digits.length = std::max(digits.length, length);
    digits.unsigned_length = std::max(digits.unsigned_length, length - (negative ? 1 : 0));
  }
  return digits;
}

void draw_number(const Frame& frame, const view::Node& cell, const Rectangle& area, const NumberLook& numbers,
                 const Digits& digits, const HeatMap& map) {
  const std::string text = numbers.zero ? cell.text : without_zero(cell.text);
  ImU32 ink = faded(frame.theme.dim(), 0.8F);
  if (cell.state == CellState::shown) {
    ink = frame.theme.ink_over(frame.colours.at(map.colours, static_cast<float>(cell.value), map.scale));
  }
  const TextStyle style{Face::numbers, numbers.size, ink};
  // The digits stand in the middle and the sign hangs before them, as far as there is room.
  const float digit = text_width(frame, style, "0");
  const float right =
      std::max(area.centre_x() + static_cast<float>(digits.unsigned_length) * digit / 2,
               area.x + frame.sizes.number_margin / 2 + static_cast<float>(digits.length) * digit);
  draw_text(frame, std::min(right, area.right()) - text_width(frame, style, text), area.centre_y(), style,
            text);
}

float cell_width_for(const Frame& frame, int characters, float size) {
  const TextStyle style{Face::numbers, size, 0};
  return static_cast<float>(characters) * text_width(frame, style, "0") + frame.sizes.cell_gap + 0.5F;
}

}  // namespace

NumberLook fit_numbers(const Frame& frame, const NumberLength& longest, float cell_width, float cell_height) {
  const Sizes& sizes = frame.sizes;
  const float largest = std::min(std::floor(cell_height * 0.6F), sizes.cell_number);
  const float room = cell_width - sizes.cell_gap;
  const auto fits = [&](int characters, float size) {
    return static_cast<float>(characters) * text_width(frame, {Face::numbers, size, 0}, "0") <= room;
  };
  for (float size = largest; size > sizes.number_least; --size) {
    if (fits(longest.usual, size)) {
      return {true, true, size};
    }
  }
  for (float size = largest; size >= sizes.number_least; --size) {
    if (fits(longest.without_zero, size)) {
      return {true, false, size};
    }
  }
  return {};
}

float least_number_width(const Frame& frame, int longest_without_zero) {
  return cell_width_for(frame, longest_without_zero, frame.sizes.number_least);
}

float usual_number_width(const Frame& frame, int longest) {
  return cell_width_for(frame, longest, frame.sizes.number_usual) + frame.sizes.number_margin;
}

ColourMap colours_of(view::Tone tone) {
  switch (tone) {
    case view::Tone::query:
      return ColourMap::query;
    case view::Tone::key:
      return ColourMap::key;
    case view::Tone::value:
      return ColourMap::value;
    case view::Tone::output:
      return ColourMap::output;
    case view::Tone::weight:
      return ColourMap::weight;
    default:
      return ColourMap::score;
  }
}

void draw_cell_grid(Frame& frame, const view::Node& table, const GridPlace& place, const GridLook& look) {
  const auto cells = frame.nodes.children(table.id);
  const float side = std::min(place.cell_width, place.cell_height);
  const float gap = side < 3 ? 0.0F : (side < 12 ? 1.0F : frame.sizes.cell_gap);
  const Press press = frame.press(table, place.area);
  HeatMap map = heat_map_of(frame, cells, place, look, table, gap);
  frame.heat_maps.paint(*frame.list, map);
  const NumberLook& numbers = look.numbers;
  const Digits digits = count_digits(cells, numbers);

  const view::Node* pointed = nullptr;
  for (const view::Node* cell : cells) {
    if (cell->role != view::Role::cell) {
      continue;
    }
    const Rectangle area = cell_area(place, *cell, gap);
    frame.place(*cell, area);
    if (frame.theme.cell_edge != 0 && gap > 1) {
      frame.outline(area, frame.theme.cell_edge, map.radius);
    }
    if (numbers.shown && has_number(*cell)) {
      draw_number(frame, *cell, area, numbers, digits, map);
    }
    if (press.hovered && area.grown(gap / 2).contains(ImGui::GetIO().MousePos)) {
      pointed = cell;
    }
  }
  const float thickness = place.cell_width < 12 ? 1.0F : 1.6F;
  for (const view::Node* cell : cells) {
    if (cell->role == view::Role::cell && (cell->current || cell->marked || cell == pointed)) {
      const ImU32 plain = cell->current ? look.mark : faded(frame.theme.ink(), 0.45F);
      const ImU32 colour = cell->marked ? frame.theme.tone(view::Tone::warning) : plain;
      frame.outline(cell_area(place, *cell, gap).grown(0.5F), colour, map.radius, thickness);
    }
  }
  frame.place(table, place.area);

  follow_pointer(frame, table, press, pointed, look.press_once);
}

}  // namespace lookback::ui
