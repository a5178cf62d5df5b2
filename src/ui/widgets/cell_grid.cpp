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

// "-0.25" and "-.25" mean the same where room is short.
std::string without_zero(std::string_view text) {
  std::string shortened(text);
  const std::size_t zero = shortened.starts_with("-") ? 1 : 0;
  if (shortened.size() > zero + 1 && shortened[zero] == '0' && shortened[zero + 1] == '.') {
    shortened.erase(zero, 1);
  }
  return shortened;
}

// How the numbers of one table are printed: all in one way, so that their digits stand in columns.
struct NumberLook {
  bool shown = false;
  bool zero = true;  // with the 0 before the point
  float size = 0;
  float width = 0;  // of the widest
};

NumberLook fit_numbers(const Frame& frame, std::span<const view::Node* const> cells, const GridPlace& place) {
  const Sizes& sizes = frame.sizes;
  const float largest = std::min(std::floor(place.cell_height * 0.42F), sizes.number);
  const float room = place.cell_width - sizes.cell_gap - 1;
  if (largest < sizes.number_least || room < sizes.number_least) {
    return {};
  }
  std::size_t longest = 0;
  std::size_t longest_short = 0;
  for (const view::Node* cell : cells) {
    if (cell->role == view::Role::cell && has_number(*cell)) {
      longest = std::max(longest, cell->text.size());
      longest_short = std::max(longest_short, without_zero(cell->text).size());
    }
  }
  const auto attempt = [&](std::size_t digits, bool zero, float least) {
    for (float size = largest; size >= least; --size) {
      const float width = text_width(frame, {Face::numbers, size, 0}, std::string(digits, '0'));
      if (width <= room) {
        return NumberLook{true, zero, size, width};
      }
    }
    return NumberLook{};
  };
  const float readable = std::min(largest, sizes.number_least + 1);
  const NumberLook whole = attempt(longest, true, readable);
  return whole.shown ? whole : attempt(longest_short, false, sizes.number_least);
}

float colour_scale(std::span<const view::Node* const> cells) {
  double largest = 1;
  for (const view::Node* cell : cells) {
    if (cell->role == view::Role::cell && has_number(*cell)) {
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
  map.scale = colour_scale(cells);
  map.empty = frame.theme.cell_empty;
  map.hatch = frame.theme.hatch;
  map.texels.resize(static_cast<std::size_t>(map.rows) * static_cast<std::size_t>(map.columns));
  for (const view::Node* cell : cells) {
    if (cell->role != view::Role::cell) {
      continue;
    }
    const int at = place.turned ? cell->column * map.columns + cell->row : cell->row * map.columns + cell->column;
    map.texels[static_cast<std::size_t>(at)] = {static_cast<float>(cell->value), static_cast<float>(cell->state)};
  }
  return map;
}

void draw_number(const Frame& frame, const view::Node& cell, const Rectangle& area, const NumberLook& numbers,
                 const HeatMap& map) {
  const std::string text = numbers.zero ? cell.text : without_zero(cell.text);
  ImU32 ink = faded(frame.theme.dim(), 0.8F);
  if (cell.state == CellState::shown) {
    ink = frame.theme.ink_over(frame.colours.at(map.colours, static_cast<float>(cell.value), map.scale));
  }
  const TextStyle style{Face::numbers, numbers.size, ink};
  const float right = area.centre_x() + numbers.width / 2;
  draw_text(frame, right - text_width(frame, style, text), area.centre_y(), style, text);
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
  if (!cell.editable && look.press_once != memory.twice) {
    frame.out.actions.push_back({cell.id, view::Verb::press});
  }
}

}  // namespace

float least_number_width(const Frame& frame, const view::Node& table) {
  std::size_t longest = 0;
  for (const view::Node* cell : frame.nodes.children(table.id)) {
    if (cell->role == view::Role::cell && has_number(*cell)) {
      longest = std::max(longest, without_zero(cell->text).size());
    }
  }
  const TextStyle style{Face::numbers, frame.sizes.number_least + 1, 0};
  return text_width(frame, style, std::string(longest, '0')) + frame.sizes.cell_gap + 2;
}

void draw_cell_grid(Frame& frame, const view::Node& table, const GridPlace& place, const GridLook& look) {
  const auto cells = frame.nodes.children(table.id);
  const float gap = place.cell_width < 12 ? 1.0F : frame.sizes.cell_gap;
  const Press press = frame.press(table, place.area);
  HeatMap map = heat_map_of(frame, cells, place, look, table, gap);
  frame.heat_maps.paint(*frame.list, map);
  const NumberLook numbers = fit_numbers(frame, cells, place);

  const view::Node* pointed = nullptr;
  const view::Node* pressed = nullptr;
  for (const view::Node* cell : cells) {
    if (cell->role != view::Role::cell) {
      continue;
    }
    const Rectangle area = cell_area(place, *cell, gap);
    frame.place(*cell, area);
    if (numbers.shown && has_number(*cell)) {
      draw_number(frame, *cell, area, numbers, map);
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
  if (const view::Node* attended = pressed != nullptr && press.held ? pressed : pointed; attended != nullptr) {
    frame.out.hovered = attended->id;
  }
}

}  // namespace lookback::ui
