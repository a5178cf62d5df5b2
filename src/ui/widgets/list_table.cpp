#include "ui/widgets/list_table.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/ascii.h"
#include "base/say.h"
#include "ui/widgets/cell_press.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float widest_label = 220;
constexpr float label_part = 0.42F;  // of the width, at most
constexpr float widest_words = 280;
constexpr float widest_header = 96;
constexpr float quantum = 8;  // numbers may grow a little before the columns move
constexpr std::size_t least_digits = 4;
constexpr float text_line = 17;
constexpr float row_padding = 7;
constexpr float part_gap = 12;
constexpr float cell_side = 5;  // around a cell that can be pressed, edited or stands out

TextStyle word_cell_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::words, frame.sizes.label, colour, text_line};
}
TextStyle header_style(const Frame& frame) {
  return {Face::words, frame.sizes.small, frame.theme.dim(), text_line};
}
TextStyle number_cell_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::numbers, frame.sizes.number, colour, text_line};
}

const view::Node* header(const Frame& frame, const view::Node& table, bool of_row, int index) {
  return frame.nodes.find(table.id + (of_row ? ".row." : ".column.") + std::to_string(index));
}
const view::Node* cell(const Frame& frame, const view::Node& table, int row, int column) {
  return frame.nodes.find(table.id + "." + std::to_string(row) + "." + std::to_string(column));
}

std::string_view shown(const view::Node& cell) {
  return cell.text == say("masked") ? std::string_view("–") : std::string_view(cell.text);
}

bool starts_with_word(const view::Node& cell) {
  // In UTF-8; 0xE2 begins signs such as − and ≈.
  const auto letter = [](char c) {
    return is_letter(c) || (static_cast<unsigned char>(c) >= 0x80 && c != '\xE2');
  };
  return cell.state == view::CellState::shown && !std::isnan(cell.value) && cell.text.size() > 1 &&
         letter(cell.text[0]) && letter(cell.text[1]);
}

float longest_word(const Frame& frame, const TextStyle& style, std::string_view text) {
  float longest = 0;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    longest = std::max(longest, text_width(frame, style, text.substr(0, space)));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return longest;
}

float height_of(const Frame& frame, const TextStyle& style, std::string_view text, float width) {
  return static_cast<float>(broken(frame, width, style, text).size()) * text_line;
}

// Wide enough for its longest number, or for words, which may be broken into lines.
void measure_column(const Frame& frame, const view::Node& table, int column, ListShape& shape) {
  const float digit = text_width(frame, number_cell_style(frame), "0");
  float width = digit * least_digits;
  bool worded = false;
  for (int row = 0; row < table.rows; ++row) {
    if (const view::Node* node = cell(frame, table, row, column)) {
      worded = worded || starts_with_word(*node);
    }
  }
  for (int row = 0; row < table.rows; ++row) {
    if (const view::Node* node = cell(frame, table, row, column)) {
      const float words =
          text_width(frame, worded ? word_cell_style(frame) : number_cell_style(frame), shown(*node));
      width = std::max(width, worded ? std::min(words, widest_words) : words);
    }
  }
  if (const view::Node* node = header(frame, table, false, column)) {
    const TextStyle style = header_style(frame);
    width = std::max({width, longest_word(frame, style, node->name),
                      std::min(text_width(frame, style, node->name), widest_header)});
  }
  shape.columns.push_back(std::ceil(width / quantum) * quantum + 1);
  shape.worded.push_back(worded);
}

// As many columns beside each other as there is room for.
void part_columns(const Frame& frame, const view::Node& table, float width, ListShape& shape) {
  const float gap = frame.sizes.list_gap;
  ListShape::Part part;
  part.width = shape.label;
  for (int column = 0; column < table.columns; ++column) {
    float& own = shape.columns[static_cast<std::size_t>(column)];
    own = std::min(own, std::max(width - shape.label, text_line));
    const float with = part.width + own + (part.width > 0 && column > part.first ? gap : 0);
    if (column > part.first && with > width) {
      shape.parts.push_back(part);
      part = {.first = column, .last = column, .header = 0, .width = shape.label + own};
    } else {
      part.width = with;
    }
    part.last = column + 1;
    if (const view::Node* node = header(frame, table, false, column)) {
      part.header = std::max(part.header, height_of(frame, header_style(frame), node->name, own));
    }
  }
  shape.parts.push_back(part);
}

void measure_rows(const Frame& frame, const view::Node& table, ListShape& shape) {
  const float gap = frame.sizes.list_gap;
  const bool pressed = std::ranges::any_of(frame.nodes.children(table.id),
                                           [](const view::Node* node) { return node->pressable; });
  const float least = pressed && frame.surroundings.touch ? frame.sizes.control : frame.sizes.list_row;
  for (int row = 0; row < table.rows; ++row) {
    float lines = 0;
    if (const view::Node* node = header(frame, table, true, row); node != nullptr && shape.label > 0) {
      lines = height_of(frame, word_cell_style(frame), node->name, shape.label - gap);
    }
    for (int column = 0; column < table.columns; ++column) {
      const view::Node* node = cell(frame, table, row, column);
      if (node != nullptr && shape.worded[static_cast<std::size_t>(column)]) {
        lines = std::max(lines, height_of(frame, word_cell_style(frame), shown(*node),
                                          shape.columns[static_cast<std::size_t>(column)]));
      }
    }
    shape.rows.push_back(std::max(least, lines + row_padding));
  }
}

void draw_cell(Frame& frame, const view::Node& node, const Rectangle& area, bool worded, bool pointed) {
  const Rectangle around = {area.x - cell_side, area.y + 1, area.width + 2 * cell_side, area.height - 2};
  if (node.editable || (pointed && node.pressable)) {
    frame.fill(around, pointed ? frame.theme.control_hover : frame.theme.control, frame.sizes.cell_radius);
  }
  if (node.marked) {
    frame.outline(around, frame.theme.tone(view::Tone::warning), frame.sizes.cell_radius, 1.5F);
  }
  const bool hidden = node.state != view::CellState::shown;
  const ImU32 ink = hidden ? frame.theme.dim() : frame.theme.ink();
  const TextStyle style = worded ? word_cell_style(frame, ink) : number_cell_style(frame, ink);
  const std::vector<std::string> lines = broken(frame, area.width + 1, style, shown(node));
  const float height = static_cast<float>(lines.size()) * text_line;
  const float y = area.centre_y() - height / 2;
  draw_lines(frame, {area.x, y, area.width, height}, style, lines, worded ? Align::left : Align::right);
}

void draw_headers(Frame& frame, const view::Node& table, const Rectangle& area, const ListShape& shape,
                  const ListShape::Part& part) {
  float x = area.x + shape.label;
  const TextStyle style = header_style(frame);
  for (int column = part.first; column < part.last; ++column) {
    const float width = shape.columns[static_cast<std::size_t>(column)];
    if (const view::Node* node = header(frame, table, false, column)) {
      const std::vector<std::string> lines = broken(frame, width + 1, style, node->name);
      const float height = static_cast<float>(lines.size()) * text_line;
      const Rectangle place = {x, area.y + part.header - height, width, height};
      draw_lines(frame, place, style, lines,
                 shape.worded[static_cast<std::size_t>(column)] ? Align::left : Align::right);
      frame.place(*node, place);
    }
    x += width + frame.sizes.list_gap;
  }
  const float y = area.y + part.header + row_padding / 2 + 0.5F;
  frame.list->AddLine({area.x, y}, {area.x + part.width, y}, frame.theme.line);
}

// As wide as the longest name, or less where that makes room for all columns; and where it cannot, the table
// takes all the width and is parted.
bool fit_labels(const Frame& frame, const view::Node& table, float width, ListShape& shape) {
  float longest = 0;
  float word = 0;
  for (int row = 0; row < table.rows; ++row) {
    if (const view::Node* node = header(frame, table, true, row)) {
      longest = std::max(longest, text_width(frame, word_cell_style(frame), node->name));
      word = std::max(word, longest_word(frame, word_cell_style(frame), node->name));
    }
  }
  const float gap = frame.sizes.list_gap;
  float columns = gap * static_cast<float>(shape.columns.size() - 1);
  for (const float column : shape.columns) {
    columns += column;
  }
  if (longest == 0) {
    return columns <= width;
  }
  const float least = std::ceil(std::min(word, width * label_part)) + 1 + gap;
  shape.label = std::ceil(std::min(longest, widest_label)) + 1 + gap;
  if (shape.label + columns <= width) {
    return true;
  }
  const bool fits = width - columns >= least;
  shape.label = fits ? width - columns : std::max(least, std::min(shape.label, width * label_part));
  return fits;
}

}  // namespace

ListShape shape_of_list(const Frame& frame, const view::Node& table, float width) {
  ListShape shape;
  for (int column = 0; column < table.columns; ++column) {
    measure_column(frame, table, column, shape);
  }
  const bool fits = fit_labels(frame, table, width, shape);
  part_columns(frame, table, width, shape);
  measure_rows(frame, table, shape);
  for (const ListShape::Part& part : shape.parts) {
    shape.height += (shape.height > 0 ? part_gap : 0) + part.header + row_padding;
    for (const float row : shape.rows) {
      shape.height += row;
    }
    shape.width = std::max(shape.width, fits ? part.width : width);
  }
  return shape;
}

void draw_list_table(Frame& frame, const view::Node& table, const Rectangle& area, const ListShape& shape) {
  const Press press = frame.press(table, area);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const view::Node* pointed = nullptr;
  float y = area.y;
  for (std::size_t at = 0; at < shape.parts.size(); ++at) {
    const ListShape::Part& part = shape.parts[at];
    draw_headers(frame, table, {area.x, y, area.width, 0}, shape, part);
    y += part.header + row_padding;
    for (int row = 0; row < table.rows; ++row) {
      const float height = shape.rows[static_cast<std::size_t>(row)];
      if (const view::Node* node = header(frame, table, true, row); node != nullptr && shape.label > 0) {
        const Rectangle place = {area.x, y, shape.label - frame.sizes.list_gap, height};
        const TextStyle style = word_cell_style(frame, frame.theme.dim());
        const std::vector<std::string> lines = broken(frame, place.width + 1, style, node->name);
        const float lower = (height - static_cast<float>(lines.size()) * text_line) / 2;
        draw_lines(frame, {place.x, y + lower, place.width, 0}, style, lines, Align::left);
        if (at == 0) {
          frame.place(*node, place);
        }
      }
      float x = area.x + shape.label;
      for (int column = part.first; column < part.last; ++column) {
        const float width = shape.columns[static_cast<std::size_t>(column)];
        if (const view::Node* node = cell(frame, table, row, column)) {
          const Rectangle place = {x, y, width, height};
          const bool under = press.hovered && place.grown(cell_side).contains(mouse) && mouse.y >= place.y &&
                             mouse.y < place.bottom();
          pointed = under ? node : pointed;
          draw_cell(frame, *node, place, shape.worded[static_cast<std::size_t>(column)], under);
          frame.place(*node, place);
        }
        x += width + frame.sizes.list_gap;
      }
      y += height;
    }
    y += part_gap;
  }
  frame.place(table, area);
  follow_pointer(frame, table, press, pointed, true);
}

}  // namespace lookback::ui
