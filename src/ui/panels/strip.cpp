#include "ui/panels/strip.h"

#include <algorithm>
#include <cmath>

#include "ui/panels/board_layout.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float title_height = 20;
constexpr float title_lines = 1.5F;  // that a title fills at most: two, of which one ends early
constexpr float gap = 14;            // between tables
constexpr float label_width = 18;
constexpr float least_label = 10;  // of a cell with an index beside it
constexpr float least_cell = 3;
constexpr float even_cell = 18;  // down to this size all tables have cells of one size
constexpr float side_step = 8;
constexpr float small_table = 6;  // rows and columns; it shrinks last
constexpr float least_number_height = 14;
constexpr std::string_view arrow_id = "board.arrow";

// The board's own tables and, behind them, what a study has to say.
std::vector<SheetBlock> blocks_beside(const Frame& frame) {
  std::vector<const view::Node*> beside;
  for (const view::Node* node : frame.nodes.children("board")) {
    const bool of_product = node->id == arrow_id || std::ranges::find(board_ids, node->id) != board_ids.end();
    if (!of_product && node->role != Role::choice) {
      beside.push_back(node);
    }
  }
  return blocks_of(beside);
}

// The index behind a token's name; empty where a header names no token.
std::string_view token_index(const view::Node& header) {
  const std::size_t space = header.name.rfind(' ');
  return space == std::string::npos ? std::string_view() : std::string_view(header.name).substr(space + 1);
}

bool rows_are_tokens(const Frame& frame, const view::Node& table) {
  const view::Node* first = frame.nodes.find(table.id + ".row.0");
  return first != nullptr && !token_index(*first).empty();
}

TextStyle title_style(const Frame& frame, const view::Node& table) {
  return {Face::numbers, frame.sizes.token_label, frame.theme.tone(table.tone)};
}

// What a table's size depends on besides the cells' side; of what has no cells, the size.
struct Measure {
  SheetBlock block;
  const view::Node* node = nullptr;
  float title = 0;   // width of its words
  float number = 0;  // width of a cell with a number
  bool labelled = false;
  float width = 0;
  float height = 0;

  bool has_cells() const { return block.kind == SheetBlock::Kind::grid; }
};

Measure measure(const Frame& frame, SheetBlock block, float room) {
  Measure result;
  result.node = block.nodes.front();
  if (block.kind == SheetBlock::Kind::grid) {
    result.title = text_width(frame, title_style(frame, *result.node), result.node->text);
    result.number = least_number_width(frame, frame.nodes.longest_number(result.node->id).without_zero) +
                    frame.sizes.number_margin;
    result.labelled = rows_are_tokens(frame, *result.node);
  } else {
    const bool chart = block.kind == SheetBlock::Kind::chart;
    result.width = chart ? least_width(frame, block, room) : width_of(frame, block, room, 0);
    result.height =
        std::ceil(heading_of(frame, block, result.width) + body_of(frame, block, result.width, 0));
  }
  result.block = std::move(block);
  return result;
}

struct Slot {
  float width = 0;
  float height = 0;
  float cell_width = 0;
  float cell_height = 0;
  float label = 0;
};

// How large tables may be: their cells, and their longer side.
struct Limits {
  float cell = 0;
  float side = 0;
};

// Square cells, but wider than high where a number would not fit otherwise, and smaller in a table that is
// longer than the room.
Slot slot_for(const Measure& table, const Rectangle& room, const Limits& most) {
  if (!table.has_cells()) {
    return {.width = table.width, .height = table.height};
  }
  const auto rows = static_cast<float>(table.node->rows);
  const auto columns = static_cast<float>(table.node->columns);
  Slot slot;
  const float cell =
      std::clamp(most.side / std::max(rows, columns), std::min(least_cell, most.cell), most.cell);
  slot.label = table.labelled && cell >= least_label ? label_width : 0;
  const float across = (room.width - slot.label) / columns;
  const float down = (room.height - title_height) / rows;
  slot.cell_height = std::min({cell, across, down});
  slot.cell_width = slot.cell_height;
  if (slot.cell_height >= least_number_height && slot.cell_width < table.number) {
    slot.cell_width = std::min(across, table.number);
  }
  if (slot.cell_height < least_label) {
    slot.label = 0;
  }
  slot.width = std::max(slot.label + columns * slot.cell_width, std::min(table.title, room.width));
  slot.height = title_height + rows * slot.cell_height;
  return slot;
}

// `choice`: how wide the choice among the tables is, 0 where there is none.
StripLayout flow(const Frame& frame, const std::vector<Measure>& tables, float choice, const Rectangle& room,
                 const Limits& most) {
  StripLayout layout;
  layout.cell = most.cell;
  float x = 0;
  float y = 0;
  layout.worded = choice <= room.width;
  if (choice > 0) {
    layout.choice = {room.x, room.y, std::min(room.width, choice), frame.sizes.control};
    y = frame.sizes.control + 8;
  }
  const Rectangle below = {room.x, room.y + y, room.width, room.height - y};
  float line = 0;
  for (const Measure& table : tables) {
    const Slot slot = slot_for(table, below, most);
    layout.worded = layout.worded && table.title <= room.width * title_lines;
    layout.cell = table.has_cells() ? std::min(layout.cell, slot.cell_height) : layout.cell;
    if (x > 0 && x + slot.width > room.width) {
      x = 0;
      y += line + gap;
      line = 0;
    }
    if (y + slot.height > room.height + 0.5F) {
      layout.complete = false;
      return layout;
    }
    StripTable placed;
    placed.node = table.node;
    placed.block = table.block;
    placed.area = {room.x + x, room.y + y, slot.width, slot.height};
    const float left = room.x + x + slot.label;
    const float top = room.y + y + title_height;
    placed.title = {room.x + x, room.y + y, slot.width, title_height};
    placed.grid = {{left, top, static_cast<float>(table.node->columns) * slot.cell_width,
                    static_cast<float>(table.node->rows) * slot.cell_height},
                   slot.cell_width,
                   slot.cell_height,
                   false};
    if (slot.label > 0) {
      placed.labels = {room.x + x, top, slot.label - 5, placed.grid.area.height};
    }
    layout.tables.push_back(placed);
    layout.width = std::max(layout.width, x + slot.width);
    x += slot.width + gap;
    line = std::max(line, slot.height);
    layout.height = std::max(layout.height, y + slot.height);
  }
  layout.width = std::max(layout.width, layout.choice.width);
  layout.scales = std::ranges::all_of(tables, &Measure::has_cells);
  return layout;
}

void draw_labels(Frame& frame, const StripTable& table) {
  for (const view::Node* header : frame.nodes.children(table.node->id)) {
    if (header->role != Role::row_header) {
      continue;
    }
    const Rectangle area = {table.labels.x,
                            table.labels.y + static_cast<float>(header->row) * table.grid.cell_height,
                            table.labels.width, table.grid.cell_height - frame.sizes.cell_gap};
    ImU32 colour = header->current ? frame.theme.ink() : frame.theme.dim();
    if (header->state == view::CellState::pending) {
      colour = faded(colour, 0.65F);
    }
    draw_text_in(frame, area, {Face::numbers, frame.sizes.column_label, colour}, token_index(*header),
                 Align::right);
    frame.place(*header, area);
  }
}

}  // namespace

bool has_strip(const Frame& frame) { return !blocks_beside(frame).empty(); }

StripLayout lay_out_strip(const Frame& frame, const Rectangle& room, float most) {
  std::vector<Measure> tables;
  for (SheetBlock& block : blocks_beside(frame)) {
    tables.push_back(measure(frame, std::move(block), room.width));
  }
  const view::Node* show = frame.nodes.find("show");
  const float choice = show == nullptr ? 0 : std::ceil(drop_down_width(frame, *show));
  // First all cells get smaller, then the large tables, and at last the small ones too.
  StripLayout layout;
  const float even = std::min(even_cell, most);
  float longest = 1;
  for (const Measure& table : tables) {
    if (table.has_cells()) {
      longest = std::max(longest, static_cast<float>(std::max(table.node->rows, table.node->columns)));
    }
  }
  const auto fits = [&](const Limits& limits) {
    layout = flow(frame, tables, choice, room, limits);
    return layout.complete;
  };
  for (float cell = most; cell >= even; --cell) {
    if (fits({cell, longest * cell})) {
      return layout;
    }
  }
  const float least_side = small_table * even;
  for (float side = longest * even; side >= least_side; side -= side_step) {
    if (fits({even, side})) {
      return layout;
    }
  }
  for (float cell = even; cell >= least_cell; --cell) {
    if (fits({cell, small_table * cell})) {
      return layout;
    }
  }
  return layout;
}

void draw_strip(Frame& frame, const StripLayout& layout) {
  if (const view::Node* show = frame.nodes.find("show"); show != nullptr && !layout.choice.empty()) {
    draw_drop_down(frame, *show, layout.choice);
  }
  for (const StripTable& table : layout.tables) {
    const view::Node& node = *table.node;
    if (table.block.kind != SheetBlock::Kind::grid) {
      draw_block(frame, table.block, table.area, heading_of(frame, table.block, table.area.width), 0);
      continue;
    }
    const NumberLook numbers =
        fit_numbers(frame, frame.nodes.longest_number(node.id),
                    table.grid.cell_width - frame.sizes.number_margin, table.grid.cell_height);
    const bool coloured = colours_of(node.tone) != ColourMap::score && node.tone != view::Tone::weight;
    draw_cell_grid(
        frame, node, table.grid,
        {colours_of(node.tone), coloured ? frame.theme.tone(node.tone) : frame.theme.ink(), false, numbers});
    draw_title(frame, table.title, title_style(frame, node), node.text, frame.sizes.column_label);
    if (!table.labels.empty()) {
      draw_labels(frame, table);
    }
  }
}

}  // namespace lookback::ui
