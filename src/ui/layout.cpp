#include "ui/layout.h"

#include <algorithm>
#include <cmath>

#include "ui/panels/board.h"
#include "ui/panels/cost.h"
#include "ui/panels/generation.h"
#include "ui/panels/inspector.h"
#include "ui/panels/sheet.h"
#include "ui/panels/toolbar.h"

namespace lookback::ui {
namespace {

constexpr float readable_height = 15;  // of a cell with a number
constexpr float inspector_wide = 260;  // the least width of the explanation beside the board
constexpr float lower_part = 0.27F;    // of the height, for generation, chart and cost
constexpr float lower_least = 224;
constexpr float cost_part = 0.4F;
constexpr float side_part = 0.28F;
constexpr float side_least = 240;
constexpr float side_most = 340;
constexpr float chart_height = 176;
constexpr float least_chart = 56;  // four lines of its legend
constexpr int unlimited_rows = 64;
constexpr float strip_gap = 28;            // between the board and the tables beside it
constexpr float strip_least_part = 0.16F;  // of the width
constexpr float strip_most_part = 0.46F;
constexpr float strip_cell_most = 32;    // a cell's side, at most
constexpr float strip_cell_enough = 24;  // larger cells are worth no more
constexpr float strip_most_height = 420;
constexpr float wide_from = 1000;  // below, a board with a strip has the other panels on its right
constexpr float endless = 100000;
constexpr float least_over_sheet = 420;  // of the board and the rest above a sheet

bool has(const Frame& frame, std::string_view panel) { return frame.nodes.find(panel) != nullptr; }

bool has_lower(const Frame& frame) {
  return has(frame, "generation") || has(frame, "chart") || has(frame, "cost");
}

// Numbers that can be read count for more than large cells.
float worth(const BoardSizes& sizes, const BoardLayout& board) {
  const bool readable = board.cell_width >= sizes.number && board.cell_height >= readable_height;
  return board.cell_height * (readable ? 3.0F : 1.0F);
}

// The board with its explanation below it or to its right, whichever leaves larger cells.
void place_board(const Frame& frame, BoardSizes sizes, LabLayout& layout, const Rectangle& room,
                 int lines_below) {
  const float margin = frame.sizes.margin;
  const float box = inspector_height(frame, lines_below);
  sizes.roomy = layout.board_ground.width >= 800;
  const Rectangle above = {room.x, room.y, room.width, room.height - box - margin * 0.75F};
  const Rectangle left = {room.x, room.y, room.width - inspector_wide - margin, room.height};
  const BoardLayout over = lay_out_board(sizes, box > 0 ? above : room);
  const BoardLayout beside = lay_out_board(sizes, left);
  if (box == 0) {
    layout.board = over;
    return;
  }
  if (left.width < 320 || worth(sizes, over) * 1.2F >= worth(sizes, beside)) {
    layout.board = over;
    const float x = std::max(room.x, std::min(over.area.x, room.x + room.width * 0.06F));
    layout.inspector = {x, room.bottom() - box, room.width - 2 * (x - room.x), box};
    return;
  }
  layout.board = beside;
  const float height = std::min(room.height, box * 2.4F);
  layout.inspector = {room.right() - inspector_wide, room.centre_y() - height / 2, inspector_wide, height};
}

// How good an arrangement of board and strip is, compared with the board alone.
float value_of(const BoardSizes& sizes, const LabLayout& attempt, const LabLayout& alone) {
  const float kept = worth(sizes, attempt.board) / worth(sizes, alone.board);
  const float strip = std::min(attempt.strip.cell, strip_cell_enough);
  return kept * kept * (strip + strip_cell_enough) * (attempt.strip.complete ? 1.0F : 0.1F) *
         (attempt.strip.worded ? 1.0F : 0.1F);
}

// The tables beside the board stand on its right, in the room that it leaves free and a little more where
// they need it, or below it, whichever is better.
void place_board_and_strip(const Frame& frame, LabLayout& layout, int lines_below) {
  const Rectangle room = layout.board_ground.grown(-frame.sizes.margin * 0.75F);
  const BoardSizes sizes = board_sizes(frame);
  place_board(frame, sizes, layout, room, lines_below);
  if (!has_strip(frame)) {
    return;
  }
  const LabLayout alone = layout;
  const float most = std::min(strip_cell_most, std::max(alone.board.cell_height, readable_height + 5));
  float best = 0;
  const auto consider = [&](const LabLayout& attempt) {
    if (const float value = value_of(sizes, attempt, alone); value > best * 1.02F) {
      best = value;
      layout = attempt;
    }
  };
  for (float part = strip_least_part; part <= strip_most_part; part += 0.02F) {
    const float width = std::round(room.width * part);
    const Rectangle rest = {room.x, room.y, room.width - width - strip_gap, room.height};
    LabLayout attempt = alone;
    place_board(frame, sizes, attempt, rest, lines_below);
    attempt.strip = lay_out_strip(frame, {room.right() - width, room.y, width, room.height}, most);
    attempt.strip_edge = std::round(rest.right() + strip_gap / 2);
    consider(attempt);
  }
  for (float cell = most; cell >= readable_height; --cell) {
    const float height = lay_out_strip(frame, {room.x, 0, room.width, endless}, cell).height;
    const Rectangle rest = {room.x, room.y, room.width, room.height - height - strip_gap};
    if (rest.height < room.height / 3) {
      continue;
    }
    LabLayout attempt = alone;
    place_board(frame, sizes, attempt, rest, lines_below);
    attempt.strip = lay_out_strip(frame, {room.x, rest.bottom() + strip_gap, room.width, height + 1}, cell);
    consider(attempt);
  }
}

void place_stacked(const Frame& frame, LabLayout& layout, float width, float height) {
  const float margin = frame.sizes.margin;
  const float right = !has(frame, "cost")                                 ? 0
                      : !has(frame, "generation") && !has(frame, "chart") ? 1
                                                                          : cost_part;
  const float inner = width * (1 - right) - 2 * margin;
  const float controls = generation_height(frame, inner, layout.chip_rows);
  const float counters = least_cost_height(frame, width * right - 2 * margin, Names::whole) + 1.5F * margin;
  float lower = std::max({lower_least, std::round(height * lower_part), controls + 2 * margin + 90,
                          has(frame, "cost") ? counters : 0});
  if (!has(frame, "cost") && !has(frame, "chart")) {
    lower = has_lower(frame) ? controls + 1.5F * margin : 0;
  }
  layout.lower = {0, height - lower, width, lower};
  layout.board_ground = {0, layout.toolbar.bottom(), width, layout.lower.y - layout.toolbar.bottom()};
  layout.divider_x = std::round(width * (1 - right));
  const Rectangle inside = layout.lower.grown(-margin * 0.75F);
  layout.generation = {inside.x, inside.y, layout.divider_x - inside.x - margin, controls};
  layout.chart = {inside.x, layout.generation.bottom() + 4, layout.generation.width,
                  inside.bottom() - layout.generation.bottom() - 4};
  layout.cost = {layout.divider_x + margin, inside.y, inside.right() - layout.divider_x - margin,
                 inside.height};
  if (right == 0 || right == 1) {
    layout.divider_x = 0;
  }
  place_board_and_strip(frame, layout, width < wide_from ? 5 : 4);
}

void place_beside(const Frame& frame, LabLayout& layout, float width, float height) {
  const float margin = frame.sizes.margin;
  layout.chip_rows = frame.surroundings.touch ? 1 : 2;
  const float side = has_lower(frame) ? std::clamp(std::round(width * side_part), side_least, side_most) : 0;
  const float top = layout.toolbar.bottom();
  layout.lower = {width - side, top, side, height - top};
  layout.board_ground = {0, top, width - side, height - top};
  const Rectangle inside = layout.lower.grown(-margin);
  const float controls = generation_height(frame, inside.width, layout.chip_rows);
  layout.generation = {inside.x, inside.y, inside.width, controls};
  const float rest = inside.height - controls - 6;
  const float enough = frame.sizes.control + least_chart;
  const auto beside_cost = [&](Names names) {
    return std::min({rest * 0.4F, chart_height, rest - least_cost_height(frame, inside.width, names) - 6});
  };
  float chart = beside_cost(beside_cost(Names::whole) >= enough ? Names::whole : Names::cut);
  if (!has(frame, "cost")) {
    chart = rest;
  }
  if (chart < enough || !has(frame, "chart")) {
    chart = 0;
  }
  layout.cost = {inside.x, layout.generation.bottom() + 6, inside.width, rest - (chart > 0 ? chart + 6 : 0)};
  layout.chart = {inside.x, (has(frame, "cost") ? layout.cost : layout.generation).bottom() + 6, inside.width,
                  chart};
  place_board_and_strip(frame, layout, has_strip(frame) ? 5 : 4);
}

void place_column(const Frame& frame, LabLayout& layout, float width) {
  const float margin = frame.sizes.margin;
  const float inner = width - 2 * margin;
  layout.chip_rows = unlimited_rows;
  BoardSizes sizes = board_sizes(frame);
  sizes.stacked = true;
  sizes.roomy = false;
  // Long token names leave room to the numbers.
  sizes.label = std::min(sizes.label, std::round(inner * 0.13F));
  const float top = layout.toolbar.bottom() + margin;
  layout.board = lay_out_board(sizes, {margin, top, inner, endless});
  // Laid out in an endless room it stands in the middle of it.
  Rectangle room = {margin, top, inner, layout.board.area.height};
  layout.board = lay_out_board(sizes, room);
  layout.inspector = {margin, room.bottom() + margin, inner, inspector_height(frame, 8)};
  float bottom = layout.inspector.bottom() + margin;
  if (has_strip(frame)) {
    layout.strip = lay_out_strip(frame, {margin, bottom, inner, endless}, strip_cell_most);
    bottom += layout.strip.height + margin;
  }
  layout.board_ground = {0, layout.toolbar.bottom(), width, bottom - layout.toolbar.bottom()};
  float y = layout.board_ground.bottom() + margin;
  layout.generation = {margin, y, inner, generation_height(frame, inner, layout.chip_rows)};
  y = layout.generation.bottom() + margin;
  layout.chart = {margin, y, inner, has(frame, "chart") ? chart_height + frame.sizes.control + 40 : 0};
  y = layout.chart.bottom() + margin;
  layout.cost = {margin, y, inner, cost_height(frame)};
  const float end = has_lower(frame) ? layout.cost.bottom() + margin : layout.board_ground.bottom();
  layout.lower = {0, layout.board_ground.bottom(), width, end - layout.board_ground.bottom()};
  layout.setup = {0, end, width, toolbar_height(frame, width, Settings::setup)};
  layout.height = layout.setup.bottom();
}

// The study's sheet, below the generation where it has one.
void place_sheet(const Frame& frame, LabLayout& layout, float width, bool setup_below) {
  const float margin = frame.sizes.margin;
  float y = layout.toolbar.bottom();
  layout.lower = {0, y, width, 0};
  if (has(frame, "generation")) {
    const float padding = margin * 0.75F;
    layout.chip_rows = setup_below ? unlimited_rows : layout.chip_rows;
    const float inner = width - 2 * margin;
    layout.generation = {margin, y + padding, inner, generation_height(frame, inner, layout.chip_rows)};
    layout.lower.height = layout.generation.height + 2 * padding;
    y = layout.lower.bottom();
  }
  layout.sheet = lay_out_sheet(frame, margin, y + frame.sizes.row_gap, width - 2 * margin);
  layout.height = layout.sheet.area.bottom() + frame.sizes.section_gap;
  if (setup_below) {
    layout.setup = {0, layout.height, width, toolbar_height(frame, width, Settings::setup)};
    layout.height = layout.setup.bottom();
  }
}

}  // namespace

float strip_height(const Frame& frame) {
  if (!has_strip(frame)) {
    return 0;
  }
  const float width = frame.surroundings.width;
  const float side = std::clamp(std::round(width * side_part), side_least, side_most);
  const float inner = width - (width < wide_from ? side : 0) - 2 * frame.sizes.margin;
  const StripLayout strip = lay_out_strip(frame, {0, 0, inner, endless}, strip_cell_enough);
  return strip.scales ? std::min(strip.height + strip_gap, strip_most_height) : strip.height + strip_gap;
}

float sheet_below_height(const Frame& frame) {
  if (!has_sheet(frame) || !has_board(frame)) {
    return 0;
  }
  const float margin = frame.sizes.margin;
  return frame.sizes.row_gap + frame.sizes.section_gap +
         lay_out_sheet(frame, margin, 0, frame.surroundings.width - 2 * margin).area.height;
}

float missing_cost_height(const Frame& frame) {
  const Rectangle cost = lay_out_lab(frame).cost;
  return has(frame, "cost") ? std::max(0.0F, least_cost_height(frame, cost.width, Names::whole) - cost.height)
                            : 0;
}

LabLayout lay_out_lab(const Frame& frame) {
  const float width = frame.surroundings.width;
  const float below = sheet_below_height(frame);
  const float height = std::max(frame.surroundings.height - below, below > 0 ? least_over_sheet : 0);
  LabLayout layout;
  const bool setup_below = width < narrow_below && !frame.nodes.children("setup").empty();
  const Settings part = setup_below ? Settings::first : Settings::all;
  layout.toolbar = {0, 0, width, toolbar_height(frame, width, part)};
  layout.height = height;
  if (has_sheet(frame) && !has_board(frame)) {
    place_sheet(frame, layout, width, setup_below);
  } else if (width < narrow_below) {
    place_column(frame, layout, width);
  } else if (height < low_below) {
    place_beside(frame, layout, width, height);
  } else {
    LabLayout beside = layout;
    place_stacked(frame, layout, width, height);
    if (width < wide_from) {
      place_beside(frame, beside, width, height);
      const BoardSizes sizes = board_sizes(frame);
      layout = worth(sizes, beside.board) > worth(sizes, layout.board) ? beside : layout;
    }
  }
  if (below > 0) {
    const float margin = frame.sizes.margin;
    layout.sheet = lay_out_sheet(frame, margin, layout.height + frame.sizes.row_gap, width - 2 * margin);
    layout.height += below;
  }
  return layout;
}

}  // namespace lookback::ui
