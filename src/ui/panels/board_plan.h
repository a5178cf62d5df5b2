#pragma once

#include <algorithm>
#include <utility>

#include "ui/panels/board_layout.h"

namespace lookback::ui {

// What laying out the board is done with; board_layout.cpp alone uses it.

inline constexpr float title_height = 20;
inline constexpr float label_height = 18;
inline constexpr float caption_height = 26;
inline constexpr float title_counts = 84;  // of a title's width counts as part of the board
inline constexpr float output_title = 84;
inline constexpr float weights_title = 200;
inline constexpr float label_gap = 10;
inline constexpr float least_height_for_numbers = 15;
inline constexpr float widest_cell = 1.3F;  // against its height, unless a number needs more

// Distances that do not grow with the cells.
struct Gaps {
  float label = 0;   // the token labels on the left, with their distance
  float factor = 0;  // between a factor and the product
  float arrow = 0;   // between scores and weights
  float band = 0;    // above a product: its token labels, and the title of what stands beside it
};
Gaps gaps_of(const BoardSizes& sizes);

// Cells across and down, and what the rest takes.
struct Extent {
  int across = 0;
  int down = 0;
  float width = 0;
  float height = 0;
};

struct CellSize {
  float width = 0;
  float height = 0;
};

// Square, but wider than high where a number would not fit otherwise, or would fill all of it.
CellSize fit(const BoardSizes& sizes, const Extent& extent, const Rectangle& room);

// Puts tables, labels and titles down while a layout is being made.
class Plan {
 public:
  Plan(const BoardSizes& sizes, CellSize cell) : sizes_(sizes) {
    layout_.cell_width = cell.width;
    layout_.cell_height = cell.height;
  }

  float across(int cells) const { return static_cast<float>(cells) * layout_.cell_width; }
  float down(int cells) const { return static_cast<float>(cells) * layout_.cell_height; }

  const Rectangle& put(BoardTable table, float x, float y) {
    const bool turned = (table == BoardTable::key) != sizes_.turned;
    const int rows = sizes_.has(table) ? sizes_.tokens : 0;
    const int columns = sizes_.width(table);
    GridPlace& place = layout_.grids[static_cast<std::size_t>(table)];
    place = {{x, y, across(turned ? rows : columns), down(turned ? columns : rows)},
             layout_.cell_width,
             layout_.cell_height,
             turned};
    grow(place.area);
    return place.area;
  }

  // Token labels left of a table or above it; `table` and `of_rows` name their headers. Where that table is
  // absent, those of the scores, which stand in the same line.
  void label_left(BoardTable table, bool of_rows, const Rectangle& grid) {
    if (!sizes_.has(table)) {
      table = BoardTable::score;
      of_rows = !sizes_.turned;
    }
    labels({table, of_rows, true, {grid.x - label_gap - sizes_.label, grid.y, sizes_.label, grid.height}});
  }
  void label_above(BoardTable table, bool of_rows, const Rectangle& grid) {
    if (!sizes_.has(table)) {
      table = BoardTable::score;
      of_rows = sizes_.turned;
    }
    labels({table, of_rows, false, {grid.x, grid.y - label_height, grid.width, label_height}});
  }
  void title(BoardTable table, float x, float y, float width) {
    if (!sizes_.has(table)) {
      return;
    }
    layout_.titles.push_back({table, {x, y, width, title_height}});
    grow({x, y, std::min(width, title_counts), title_height});
  }
  void arrow(ImVec2 from, ImVec2 to) {
    layout_.arrow_from = from;
    layout_.arrow_to = to;
  }

  BoardLayout take() { return std::move(layout_); }

 private:
  void labels(const LabelBand& band) {
    layout_.labels.push_back(band);
    grow(band.area);
  }
  void grow(const Rectangle& by) {
    Rectangle& all = layout_.area;
    if (all.empty()) {
      all = by;
      return;
    }
    const float right = std::max(all.right(), by.right());
    const float bottom = std::max(all.bottom(), by.bottom());
    all.x = std::min(all.x, by.x);
    all.y = std::min(all.y, by.y);
    all.width = right - all.x;
    all.height = bottom - all.y;
  }

  const BoardSizes& sizes_;
  BoardLayout layout_;
};

// Moves everything.
void move(BoardLayout& layout, float x, float y);

}  // namespace lookback::ui
