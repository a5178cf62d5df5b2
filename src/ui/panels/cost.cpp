#include "ui/panels/cost.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "ui/widgets/bar.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr int step_column = 0;
constexpr int run_column = 1;
constexpr int first_ghost = 3;
constexpr int last_ghost = 5;
constexpr float line_most = 26;
constexpr float small_line = 14;
constexpr float small_gap = 16;  // between two of a line
constexpr float number_gap = 6;  // between a name and its number
constexpr float heading_room = 12;
constexpr float between = 4;
constexpr float bar_height = 7;

const view::Node* cell(const Frame& frame, int row, int column) {
  return frame.nodes.find("counters." + std::to_string(row) + "." + std::to_string(column));
}
const view::Node* header(const Frame& frame, bool of_row, int index) {
  return frame.nodes.find((of_row ? "counters.row." : "counters.column.") + std::to_string(index));
}

float heading_height(const Frame& frame) { return frame.sizes.line + 4; }

float half_of(float width) { return (width - small_gap) / 2; }

// Whether all names and numbers have room on half a line in small type.
bool halves_suffice(const Frame& frame, int rows, float width) {
  const TextStyle words{Face::words, frame.sizes.small, 0};
  const TextStyle numbers{Face::numbers, frame.sizes.small, 0};
  const float usual = text_width(frame, numbers, "0000");  // so that little jumps
  for (int row = 0; row < rows; ++row) {
    const view::Node* name = header(frame, true, row);
    const view::Node* run = cell(frame, row, run_column);
    if (name != nullptr && run != nullptr &&
        text_width(frame, words, name->name) + number_gap +
                std::max(text_width(frame, numbers, run->text), usual) >
            half_of(width)) {
      return false;
    }
  }
  return true;
}

float small_height(int counters, int in_a_line) {
  const int lines = (counters + in_a_line - 1) / in_a_line;
  return static_cast<float>(lines) * small_line + between;
}

// How many counters get a line with a bar; the rest stand below in small type.
struct Lines {
  int large = 0;
  int in_a_line = 2;  // of the small ones
  float pitch = 0;    // of the large ones
};

Lines divide(const Frame& frame, int rows, const Rectangle& room) {
  Lines lines;
  const bool alone = !halves_suffice(frame, rows, room.width) && small_height(rows, 1) <= room.height;
  lines.in_a_line = alone ? 1 : 2;
  for (lines.large = rows; lines.large > 0; --lines.large) {
    const float rest = lines.large < rows ? small_height(rows - lines.large, lines.in_a_line) : 0;
    lines.pitch = (room.height - rest) / static_cast<float>(lines.large);
    if (lines.pitch >= frame.sizes.counter_line) {
      break;
    }
  }
  lines.pitch = std::min(lines.pitch, line_most);
  return lines;
}

void draw_value(Frame& frame, const view::Node* node, const Rectangle& area, float size, ImU32 colour) {
  if (node != nullptr) {
    draw_text_in(frame, area, {Face::numbers, size, colour}, node->text, Align::right);
    frame.place(*node, area);
  }
}

struct Columns {
  Rectangle name;
  Rectangle step;
  Rectangle run;
  Rectangle bar;
};

// Of the longest count of step and run, and at least of `usual`, so that little jumps.
float digits_width(const Frame& frame, std::string_view usual) {
  const TextStyle style{Face::numbers, frame.sizes.number, 0};
  float width = text_width(frame, style, usual);
  for (int row = 0; cell(frame, row, run_column) != nullptr; ++row) {
    for (const int column : {step_column, run_column}) {
      width = std::max(width, text_width(frame, style, cell(frame, row, column)->text));
    }
  }
  return width;
}

Columns columns_at(const Frame& frame, const Rectangle& line) {
  const bool barred = line.width >= 330;
  const float digits = digits_width(frame, line.width >= 400 ? "00 000" : "00000") + 6;
  const float bar = barred ? line.width * 0.25F : 0;
  Columns columns;
  columns.bar = {line.right() - bar, line.centre_y() - bar_height / 2, bar, bar_height};
  columns.run = {line.right() - bar - (barred ? 12.0F : 0.0F) - digits, line.y, digits, line.height};
  columns.step = {columns.run.x - digits, line.y, digits, line.height};
  columns.name = {line.x, line.y, columns.step.x - line.x - 4, line.height};
  return columns;
}

constexpr float least_name = 10;  // the size of its letters

// The largest size in which the longest of the first names fits.
float fit_names(const Frame& frame, int rows, float width) {
  float size = frame.sizes.label;
  for (int row = 0; row < rows; ++row) {
    const view::Node* name = header(frame, true, row);
    if (name != nullptr) {
      size = fitting_size(frame, {Face::words, size, 0}, name->name, width, least_name);
    }
  }
  return size;
}

void draw_counter(Frame& frame, int row, const Rectangle& line, float name_size) {
  const view::Node* name = header(frame, true, row);
  const view::Node* run = cell(frame, row, run_column);
  if (name == nullptr || run == nullptr) {
    return;
  }
  const Columns at = columns_at(frame, line);
  draw_title(frame, at.name, {Face::words, name_size, frame.theme.ink()}, name->name, least_name);
  frame.place(*name, at.name);
  draw_value(frame, cell(frame, row, step_column), at.step, frame.sizes.number, frame.theme.dim());
  draw_value(frame, run, at.run, frame.sizes.number, frame.theme.ink());
  if (at.bar.empty()) {
    return;
  }
  std::vector<const view::Node*> others;
  double largest = std::max(1.0, run->value);
  for (int column = first_ghost; column <= last_ghost; ++column) {
    if (const view::Node* other = cell(frame, row, column)) {
      others.push_back(other);
      largest = std::max(largest, other->value);
    }
  }
  // The largest first, so that the outlines of the smaller ones are drawn over it.
  std::ranges::sort(others, [](const auto* a, const auto* b) {
    return a->value != b->value ? a->value > b->value : a->column < b->column;
  });
  std::vector<Ghost> ghosts;
  ghosts.reserve(others.size());
  for (const view::Node* other : others) {
    const auto part = static_cast<float>(other->value / largest);
    ghosts.push_back({part, frame.theme.tone(other->tone)});
    frame.place(*other, {at.bar.x, line.y, std::max(1.0F, at.bar.width * part), line.height});
  }
  draw_bar(frame, at.bar, static_cast<float>(run->value / largest), frame.theme.accent(), ghosts);
}

// On half a line, of the run only.
void draw_small_counter(Frame& frame, int row, const Rectangle& line, float name_size, bool half, bool left) {
  const view::Node* name = header(frame, true, row);
  const view::Node* run = cell(frame, row, run_column);
  if (name == nullptr || run == nullptr) {
    return;
  }
  const float size = frame.sizes.small;
  const TextStyle words{Face::words, std::min(size, name_size), frame.theme.dim()};
  Columns at = columns_at(frame, line);
  if (half) {
    const float width = half_of(line.width);
    const float x = left ? line.x : line.right() - width;
    const float number = text_width(frame, {Face::numbers, size, 0}, run->text);
    at.name = {x, line.y, width - number - number_gap, line.height};
    at.run = {x + width - number, line.y, number, line.height};
  } else {
    draw_value(frame, cell(frame, row, step_column), at.step, size, frame.theme.dim());
  }
  draw_text_in(frame, at.name, words, name->name);
  frame.place(*name, at.name);
  draw_value(frame, run, at.run, size, frame.theme.ink());
}

void draw_heading(Frame& frame, const view::Node& group, const Rectangle& line) {
  const Columns at = columns_at(frame, line);
  for (const int column : {step_column, run_column}) {
    if (const view::Node* node = header(frame, false, column)) {
      Rectangle area = column == step_column ? at.step : at.run;
      if (column == step_column) {
        area = {area.x - heading_room, area.y, area.width + heading_room, area.height};
      }
      draw_text_in(frame, area, {Face::words, frame.sizes.small, frame.theme.dim()}, node->name,
                   Align::right);
      frame.place(*node, area);
    }
  }
  const Rectangle title = {at.name.x, at.name.y, at.name.width - heading_room, at.name.height};
  draw_text_in(frame, title, {Face::strong, frame.sizes.label, frame.theme.ink()}, group.name);
}

}  // namespace

float cost_height(const Frame& frame) {
  const view::Node* table = frame.nodes.find("counters");
  return table == nullptr
             ? 0
             : heading_height(frame) + static_cast<float>(table->rows) * (frame.sizes.counter_line + 4);
}

float least_cost_height(const Frame& frame, float width, Names names) {
  const view::Node* table = frame.nodes.find("counters");
  const int rows = table == nullptr ? 0 : table->rows;
  const bool halves = names == Names::cut || halves_suffice(frame, rows, width);
  return heading_height(frame) + small_height(rows, halves ? 2 : 1);
}

void draw_cost(Frame& frame, const Rectangle& area) {
  const view::Node* group = frame.nodes.find("cost");
  const view::Node* table = frame.nodes.find("counters");
  if (group == nullptr || table == nullptr) {
    return;
  }
  draw_heading(frame, *group, {area.x, area.y, area.width, frame.sizes.line});
  frame.place(*group, area);
  const float top = area.y + heading_height(frame);
  const Rectangle room = {area.x, top, area.width, area.bottom() - top};
  frame.place(*table, room);
  const Lines lines = divide(frame, table->rows, room);
  const bool alone = lines.in_a_line == 1;
  const float name_size = fit_names(frame, alone ? table->rows : lines.large,
                                    columns_at(frame, {area.x, top, area.width, 0}).name.width);
  for (int row = 0; row < lines.large; ++row) {
    const float y = top + static_cast<float>(row) * lines.pitch;
    draw_counter(frame, row, {area.x, y, area.width, lines.pitch}, name_size);
  }
  const float below = top + static_cast<float>(lines.large) * lines.pitch + between;
  for (int row = lines.large; row < table->rows; ++row) {
    const int place = row - lines.large;
    const int line = place / lines.in_a_line;
    const float y = below + static_cast<float>(line) * small_line;
    draw_small_counter(frame, row, {area.x, y, area.width, small_line}, name_size, !alone, place % 2 == 0);
  }
}

}  // namespace lookback::ui
