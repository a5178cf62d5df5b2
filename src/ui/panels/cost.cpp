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
constexpr float room_for_pairs = 290;
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

// Of counters in small type; where they share lines in pairs, long names are cut in a narrow panel.
float small_height(int counters, int in_a_line) {
  return static_cast<float>((counters + in_a_line - 1) / in_a_line) * small_line + between;
}

// How many counters get a line with a bar; the rest stand below in small type.
struct Lines {
  int large = 0;
  int in_a_line = 2;  // of the small ones
  float pitch = 0;    // of the large ones
};

Lines divide(int rows, const Rectangle& room, float least) {
  Lines lines;
  const bool wide = room.width >= room_for_pairs;
  lines.in_a_line = wide || small_height(rows, 1) > room.height ? 2 : 1;
  for (lines.large = rows; lines.large > 0; --lines.large) {
    const float rest = lines.large < rows ? small_height(rows - lines.large, lines.in_a_line) : 0;
    lines.pitch = (room.height - rest) / static_cast<float>(lines.large);
    if (lines.pitch >= least) {
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

// The largest size in which the longest of the first names fits.
float fit_names(const Frame& frame, int rows, float width) {
  float size = frame.sizes.label;
  for (int row = 0; row < rows; ++row) {
    const view::Node* name = header(frame, true, row);
    while (name != nullptr && size > frame.sizes.small &&
           text_width(frame, {Face::words, size, 0}, name->name) > width) {
      --size;
    }
  }
  return size;
}

// On one line, or on two in small type where there is room for them and it is needed.
void draw_name(Frame& frame, const Rectangle& area, const TextStyle& style, std::string_view name) {
  const TextStyle two_lines{style.face, frame.sizes.small, style.colour, frame.sizes.small};
  const float height = 2 * two_lines.pitch;
  if (text_width(frame, style, name) <= area.width || area.height < height) {
    draw_text_in(frame, area, style, name);
    return;
  }
  const std::vector<std::string> lines = broken(frame, area.width, two_lines, name);
  const Rectangle place = {area.x, area.centre_y() - height / 2, area.width, height};
  if (lines.size() <= 2) {
    draw_lines(frame, place, two_lines, lines, Align::left);
  } else {  // what a translation has no room for ends in an ellipsis
    const std::vector<view::Run> runs = {{std::string(name), view::Tone::plain}};
    draw_runs(frame, place, two_lines, runs, 2);
  }
}

void draw_counter(Frame& frame, int row, const Rectangle& line, float name_size) {
  const view::Node* name = header(frame, true, row);
  const view::Node* run = cell(frame, row, run_column);
  if (name == nullptr || run == nullptr) {
    return;
  }
  const Columns at = columns_at(frame, line);
  draw_name(frame, at.name, {Face::words, name_size, frame.theme.ink()}, name->name);
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

void draw_small_counter(Frame& frame, int row, const Rectangle& area) {
  const view::Node* name = header(frame, true, row);
  const view::Node* run = cell(frame, row, run_column);
  if (name == nullptr || run == nullptr) {
    return;
  }
  const TextStyle number{Face::numbers, frame.sizes.small, frame.theme.ink()};
  const float width = text_width(frame, number, run->text);
  const Rectangle value = {area.right() - width, area.y, width, area.height};
  const Rectangle word = {area.x, area.y, area.width - width - 6, area.height};
  draw_text_in(frame, word, {Face::words, frame.sizes.small, frame.theme.dim()}, name->name);
  frame.place(*name, word);
  draw_value(frame, run, value, frame.sizes.small, frame.theme.ink());
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

float least_cost_height(const Frame& frame, int in_a_line) {
  const view::Node* table = frame.nodes.find("counters");
  return heading_height(frame) + small_height(table == nullptr ? 0 : table->rows, in_a_line);
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
  const Lines lines = divide(table->rows, room, frame.sizes.counter_line);
  const float name_size =
      fit_names(frame, lines.large, columns_at(frame, {area.x, top, area.width, 0}).name.width);
  float y = top;
  int row = 0;
  for (; row < lines.large; ++row) {
    draw_counter(frame, row, {area.x, y, area.width, lines.pitch}, name_size);
    y += lines.pitch;
  }
  y += between;
  const float width = lines.in_a_line == 1 ? area.width : (area.width - 20) / 2;
  for (int place = 0; row < table->rows; ++row, ++place) {
    const float x = place % lines.in_a_line == 0 ? area.x : area.right() - width;
    draw_small_counter(frame, row, {x, y, width, small_line});
    y += (place + 1) % lines.in_a_line == 0 ? small_line : 0;
  }
}

}  // namespace lookback::ui
