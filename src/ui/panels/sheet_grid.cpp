#include "ui/panels/sheet_grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/widgets/labels.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float label_gap = 8;
constexpr float label_part = 0.34F;  // of the width, at most
constexpr float widest_label = 168;
constexpr float widest_column_label = 76;
constexpr float header_height = 18;
constexpr float label_pitch = 13;    // closer row headers are thinned
constexpr float index_pitch = 18;    // closer column headers
constexpr float number_room = 8;     // beside a number in its cell
constexpr float numbered_cell = 14;  // lower cells hold no number

std::vector<const view::Node*> headers_of(const Frame& frame, const view::Node& table, Role role) {
  std::vector<const view::Node*> headers;
  for (const view::Node* node : frame.nodes.children(table.id)) {
    if (node->role == role) {
      headers.push_back(node);
    }
  }
  return headers;
}

TextStyle label_style(const Frame& frame, float size) { return {Face::numbers, size, frame.theme.dim()}; }

// What must fit over a column: the index behind a token's name, or the whole name where there is none.
float column_need(const Frame& frame, const view::Node& table) {
  const TextStyle style = label_style(frame, frame.sizes.column_label);
  float need = 0;
  for (const view::Node* header : headers_of(frame, table, Role::column_header)) {
    need = std::max(need, text_width(frame, style, index_of(header->name)));
  }
  return std::min(std::ceil(need) + 4, widest_column_label);
}

float number_need(const Frame& frame, const view::Node& table) {
  const TextStyle style{Face::numbers, frame.sizes.cell_number, 0};
  return std::ceil(static_cast<float>(frame.nodes.longest_number(table.id).usual) *
                   text_width(frame, style, "0")) +
         number_room;
}

void draw_row_labels(Frame& frame, const view::Node& table, const Rectangle& area, const GridShape& shape) {
  const int stride = std::max(1, static_cast<int>(std::ceil(label_pitch / shape.cell_height)));
  const TextStyle style = label_style(frame, frame.sizes.token_label);
  TextStyle closer = label_style(frame, frame.sizes.column_label);
  closer.pitch = closer.size + 1;
  for (const view::Node* header : headers_of(frame, table, Role::row_header)) {
    if (header->row % stride != 0) {
      continue;
    }
    const Rectangle place = {area.x,
                             area.y + shape.header + static_cast<float>(header->row) * shape.cell_height,
                             shape.label - label_gap, shape.cell_height - frame.sizes.cell_gap};
    const bool fits = text_width(frame, style, header->name) <= place.width + 1;
    const std::vector<std::string> lines = broken(frame, place.width, closer, header->name);
    if (!fits && lines.size() <= 2 && shape.cell_height >= 2 * closer.pitch) {
      const float height = static_cast<float>(lines.size()) * closer.pitch;
      draw_lines(frame, {place.x, place.centre_y() - height / 2, place.width, 0}, closer, lines,
                 Align::right);
    } else {
      draw_label(frame, place, style, header->name, Align::right, Shortening::cut_word);
    }
    frame.place(*header, place);
  }
}

void draw_column_labels(Frame& frame, const view::Node& table, const Rectangle& area,
                        const GridShape& shape) {
  const std::vector<const view::Node*> headers = headers_of(frame, table, Role::column_header);
  const int stride = std::max(1, static_cast<int>(std::ceil(index_pitch / shape.cell_width)));
  const float breadth = shape.cell_width * static_cast<float>(stride) - 1;
  TextStyle style = label_style(frame, frame.sizes.column_label);
  style.size = apart(frame, headers, style, breadth);
  const Shortening shortening = shortening_of(frame, headers, style, breadth);
  const float right = area.x + shape.label + static_cast<float>(table.columns) * shape.cell_width;
  for (const view::Node* header : headers) {
    if (header->column % stride != 0) {
      continue;
    }
    const float x = area.x + shape.label + static_cast<float>(header->column) * shape.cell_width;
    const Rectangle place = {x, area.y, std::min(breadth, right - x), shape.header};
    draw_label(frame, place, style, header->name, stride > 1 ? Align::left : Align::centre, shortening);
    frame.place(*header, place);
  }
}

}  // namespace

GridShape shape_of_grid(const Frame& frame, const view::Node& table, float width, float most) {
  const auto rows = static_cast<float>(std::max(table.rows, 1));
  const auto columns = static_cast<float>(std::max(table.columns, 1));
  GridShape shape;
  for (const view::Node* header : headers_of(frame, table, Role::row_header)) {
    shape.label =
        std::max(shape.label, text_width(frame, label_style(frame, frame.sizes.token_label), header->name));
  }
  shape.label = std::ceil(std::min(shape.label, widest_label)) + label_gap;
  shape.header = header_height;
  const float down = frame.sizes.grid_most / std::max(rows, columns);
  const float numbers =
      down < numbered_cell ? 0 : std::max(number_need(frame, table), column_need(frame, table));
  // Where the width is short, first the row headers give way, then the cells.
  const float wanted = std::max(std::min(most, down), numbers);
  const bool short_of_width = shape.label + columns * wanted > width;
  if (short_of_width) {
    shape.label = std::max(std::min(shape.label, std::round(width * label_part)), width - columns * wanted);
  }
  shape.cell_width = short_of_width ? (width - shape.label) / columns : wanted;
  shape.cell_height = std::min({most, down, shape.cell_width});
  if (down >= numbered_cell) {
    shape.cell_height = std::max(shape.cell_height, std::min({most, down, numbered_cell + number_room}));
  }
  shape.width = shape.label + columns * shape.cell_width;
  shape.height = shape.header + rows * shape.cell_height;
  return shape;
}

void draw_sheet_grid(Frame& frame, const view::Node& table, const Rectangle& area, const GridShape& shape) {
  const GridPlace place = {
      {area.x + shape.label, area.y + shape.header, static_cast<float>(table.columns) * shape.cell_width,
       static_cast<float>(table.rows) * shape.cell_height},
      shape.cell_width,
      shape.cell_height,
      false};
  draw_row_labels(frame, table, area, shape);
  draw_column_labels(frame, table, area, shape);
  if (place.area.empty()) {
    return;
  }
  GridLook look;
  look.colours = colours_of(table.tone);
  look.mark = frame.theme.ink();
  look.press_once = true;
  look.numbers = fit_numbers(frame, frame.nodes.longest_number(table.id),
                             shape.cell_width - frame.sizes.number_margin, shape.cell_height);
  const auto cells = frame.nodes.children(table.id);
  const bool edited = std::ranges::any_of(cells, [](const view::Node* cell) { return cell->editable; });
  look.least_scale = edited || table.tone == view::Tone::weight ? 1.0F : 0.0F;
  draw_cell_grid(frame, table, place, look);
}

}  // namespace lookback::ui
