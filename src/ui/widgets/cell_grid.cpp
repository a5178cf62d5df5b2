#include "ui/widgets/cell_grid.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::CellState;

bool has_number(const view::Node& cell) { return cell.state == CellState::shown || cell.editable; }

Rectangle cell_area(const GridPlace& place, const view::Node& cell, float gap) {
  const auto across = static_cast<float>(place.turned ? cell.row : cell.column);
  const auto down = static_cast<float>(place.turned ? cell.column : cell.row);
  return {place.area.x + across * place.cell_width, place.area.y + down * place.cell_height,
          place.cell_width - gap, place.cell_height - gap};
}

// "−0.25" and "−.25" mean the same where room is short.
std::string without_zero(std::string_view text) {
  std::string shortened(text);
  const std::size_t zero = shortened.find_first_of("0123456789");
  if (zero != std::string::npos && shortened.substr(zero, 2) == "0.") {
    shortened.erase(zero, 1);
  }
  return shortened;
}

float colour_scale(std::span<const view::Node* const> cells, const view::Node& table) {
  double largest = std::max(1.0, table.maximum);
  for (const view::Node* cell : cells) {
    if (cell->role == view::Role::cell && has_number(*cell) && std::isfinite(cell->value)) {
      largest = std::max(largest, std::abs(cell->value));
    }
  }
  return static_cast<float>(largest);
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
  map.scale = colour_scale(cells, table);
  map.empty = frame.theme.cell_empty;
  map.hatch = frame.theme.hatch;
  map.texels.resize(static_cast<std::size_t>(map.rows) * static_cast<std::size_t>(map.columns));
  for (const view::Node* cell : cells) {
    if (cell->role != view::Role::cell) {
      continue;
    }
    const int at =
        place.turned ? cell->column * map.columns + cell->row : cell->row * map.columns + cell->column;
    map.texels[static_cast<std::size_t>(at)] = {static_cast<float>(cell->value),
                                                static_cast<float>(cell->state)};
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
  const float right = std::max(area.centre_x() + static_cast<float>(digits.unsigned_length) * digit / 2,
                               area.x + 1 + static_cast<float>(digits.length) * digit);
  draw_text(frame, std::min(right, area.right()) - text_width(frame, style, text), area.centre_y(), style,
            text);
}

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

void release_cell(Frame& frame, const view::Node& cell, const GridLook& look) {
  const ViewMemory& memory = frame.memory;
  if (memory.moved) {
    frame.out.focus_request = cell.editable ? cell.id : std::string();
    return;
  }
  const bool types = cell.editable && (memory.twice || frame.surroundings.touch);
  (types ? frame.out.edit_request : frame.out.focus_request) = cell.id;
  if (cell.pressable && look.press_once != memory.twice) {
    frame.out.actions.push_back({cell.id, view::Verb::press});
  }
}

}  // namespace

int longest_number(const Frame& frame, const view::Node& table, bool zero) {
  int longest = 0;
  for (const view::Node* cell : frame.nodes.children(table.id)) {
    if (cell->role == view::Role::cell && has_number(*cell)) {
      longest = std::max(longest, count_characters(zero ? cell->text : without_zero(cell->text)));
    }
  }
  return longest;
}

NumberLook fit_numbers(const Frame& frame, int longest, int longest_without_zero, float cell_width,
                       float cell_height) {
  const Sizes& sizes = frame.sizes;
  const float largest = std::min(std::floor(cell_height * 0.6F), sizes.cell_number);
  const float room = cell_width - sizes.cell_gap;
  const auto fits = [&](int characters, float size) {
    return static_cast<float>(characters) * text_width(frame, {Face::numbers, size, 0}, "0") <= room;
  };
  for (float size = largest; size > sizes.number_least; --size) {
    if (fits(longest, size)) {
      return {true, true, size};
    }
  }
  for (float size = largest; size >= sizes.number_least; --size) {
    if (fits(longest_without_zero, size)) {
      return {true, false, size};
    }
  }
  return {};
}

float least_number_width(const Frame& frame, int longest_without_zero) {
  const TextStyle style{Face::numbers, frame.sizes.number_least, 0};
  return static_cast<float>(longest_without_zero) * text_width(frame, style, "0") + frame.sizes.cell_gap +
         0.5F;
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
  const view::Node* pressed = nullptr;
  for (const view::Node* cell : cells) {
    if (cell->role != view::Role::cell) {
      continue;
    }
    const Rectangle area = cell_area(place, *cell, gap);
    frame.place(*cell, area);
    if (numbers.shown && has_number(*cell)) {
      draw_number(frame, *cell, area, numbers, digits, map);
    }
    if (press.hovered && area.grown(gap / 2).contains(ImGui::GetIO().MousePos)) {
      pointed = cell;
    }
    if (cell->id == frame.memory.pressed) {
      pressed = cell;
    }
  }
  const float thickness = place.cell_width < 12 ? 1.0F : 1.6F;
  for (const view::Node* cell : cells) {
    if (cell->role == view::Role::cell && (cell->current || cell == pointed)) {
      const ImU32 colour = cell->current ? look.mark : faded(frame.theme.ink(), 0.45F);
      frame.outline(cell_area(place, *cell, gap).grown(0.5F), colour, map.radius, thickness);
    }
  }
  frame.place(table, place.area);

  if (pressed != nullptr) {
    if (press.held) {
      drag_cell(frame, *pressed);
    } else {
      release_cell(frame, *pressed, look);
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
