#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "ui/geometry.h"
#include "ui/widgets/cell_grid.h"

namespace lookback::ui {

enum class BoardTable : std::uint8_t { query, key, score, weight, value, output };
inline constexpr std::array<std::string_view, 6> board_ids = {"Q", "K", "scores", "weights", "V", "output"};

// What the board's geometry depends on.
struct BoardSizes {
  int tokens = 0;
  std::array<int, 6> columns = {};  // of each table; 0 for one that is absent
  bool turned = false;              // columns are queries
  bool stacked = false;             // two blocks, one below the other
  float label = 0;                  // width of the widest token label
  float number = 0;                 // width that a number needs
  float usual_number = 0;           // width that it has where there is room
  float most = 44;                  // a cell's side, at most
  bool roomy = true;                // gaps as in the large layout

  int width(BoardTable table) const { return columns[static_cast<std::size_t>(table)]; }
  bool has(BoardTable table) const { return width(table) > 0; }
  // V and output in one column.
  int value_width() const { return std::max(width(BoardTable::value), width(BoardTable::output)); }
};

// The labels of one table's tokens, in line with its cells; tables in the same line share them.
struct LabelBand {
  BoardTable table = BoardTable::query;
  bool of_rows = true;  // row headers, or column headers
  bool upright = true;  // one below the other
  Rectangle area;
};

struct TitlePlace {
  BoardTable table = BoardTable::query;
  Rectangle area;
};

struct BoardLayout {
  float cell_width = 0;
  float cell_height = 0;
  Rectangle area;  // everything
  std::array<GridPlace, 6> grids;
  std::vector<LabelBand> labels;
  std::vector<TitlePlace> titles;
  ImVec2 arrow_from = {0, 0};  // from scores to weights
  ImVec2 arrow_to = {0, 0};

  const GridPlace& grid(BoardTable table) const { return grids[static_cast<std::size_t>(table)]; }
};

// The largest cells that fit into `room`, as the picture of a matrix product: what is multiplied from the
// left stands left of the product, what is multiplied from the right stands above it.
BoardLayout lay_out_board(const BoardSizes& sizes, const Rectangle& room);

}  // namespace lookback::ui
