#include "ui/panels/board.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/widgets/cell_grid.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float widest_label = 84;
constexpr float label_pitch = 13;  // closer labels are thinned
constexpr float index_pitch = 18;

const view::Node* table_node(const Frame& frame, BoardTable table) {
  return frame.nodes.find(board_ids[static_cast<std::size_t>(table)]);
}

TextStyle label_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::numbers, frame.sizes.token_label, colour};
}

// Whether the headers of a table's tokens run down the picture or across it.
bool heads_tokens(const view::Node& table, const view::Node& header, bool of_rows) {
  return header.parent == table.id && header.role == (of_rows ? Role::row_header : Role::column_header);
}

void draw_labels(Frame& frame, const BoardLayout& layout, const LabelBand& band) {
  const view::Node* table = table_node(frame, band.table);
  if (table == nullptr) {
    return;
  }
  const float pitch = band.upright ? layout.cell_height : layout.cell_width;
  const int stride =
      std::max(1, static_cast<int>(std::ceil((band.upright ? label_pitch : index_pitch) / pitch)));
  const float breadth = pitch * static_cast<float>(stride) - 1;
  std::vector<const view::Node*> headers;
  for (const view::Node* header : frame.nodes.children(table->id)) {
    if (heads_tokens(*table, *header, band.of_rows)) {
      headers.push_back(header);
    }
  }
  TextStyle style = label_style(frame);
  Shortening shortening = Shortening::cut_word;
  if (!band.upright) {
    style.size = apart(frame, headers, {style.face, frame.sizes.column_label, style.colour}, breadth);
    shortening = shortening_of(frame, headers, style, breadth);
  }
  for (const view::Node* header : headers) {
    const int index = band.of_rows ? header->row : header->column;
    if (index % stride != 0) {
      continue;
    }
    const float at = static_cast<float>(index) * pitch;
    const Rectangle area =
        band.upright ? Rectangle{band.area.x, band.area.y + at, band.area.width, pitch - frame.sizes.cell_gap}
                     : Rectangle{band.area.x + at, band.area.y, breadth, band.area.height};
    style.colour = header->current ? frame.theme.ink() : frame.theme.dim();
    if (header->state == view::CellState::pending && !header->current) {
      style.colour = faded(style.colour, 0.65F);
    }
    draw_label(frame, area, style, header->name, band.upright ? Align::right : Align::centre, shortening);
    frame.place(*header, area);
  }
}

// Tables in one line have the same tokens there, so that the label drawn once is theirs too.
void share_labels(Frame& frame, const BoardLayout& layout) {
  for (const LabelBand& band : layout.labels) {
    for (std::size_t other = 0; other < board_ids.size(); ++other) {
      const view::Node* table = table_node(frame, static_cast<BoardTable>(other));
      if (table == nullptr) {
        continue;
      }
      const GridPlace& grid = layout.grids[other];
      const bool same_line = band.upright
                                 ? std::fabs(grid.area.y - band.area.y) < 1
                                 : std::fabs(grid.area.x - band.area.x) < 1 && grid.area.y >= band.area.y;
      const view::Node* drawn = table_node(frame, band.table);
      if (!same_line || drawn == nullptr || table == drawn) {
        continue;
      }
      const bool of_rows = band.upright != grid.turned;
      if (!of_rows && table->columns != table->rows) {
        continue;
      }
      for (const view::Node* header : frame.nodes.children(table->id)) {
        if (!heads_tokens(*table, *header, of_rows)) {
          continue;
        }
        const int index = of_rows ? header->row : header->column;
        const std::string from = drawn->id + (band.of_rows ? ".row." : ".column.") + std::to_string(index);
        const view::Node* label = frame.nodes.find(from);
        const Rectangle& free = frame.out.rectangles[static_cast<std::size_t>(frame.nodes.place_of(*header))];
        if (label != nullptr && free.empty()) {
          frame.place(*header, frame.out.rectangles[static_cast<std::size_t>(frame.nodes.place_of(*label))]);
        }
      }
    }
  }
}

NumberLength longest_on_board(const Frame& frame) {
  NumberLength longest = {1, 1};
  for (const std::string_view table : board_ids) {
    const NumberLength here = frame.nodes.longest_number(table);
    longest.usual = std::max(longest.usual, here.usual);
    longest.without_zero = std::max(longest.without_zero, here.without_zero);
  }
  return longest;
}

void draw_arrow(Frame& frame, const BoardLayout& layout) {
  const ImVec2 from = layout.arrow_from;
  const ImVec2 to = layout.arrow_to;
  const bool down = std::fabs(to.x - from.x) < 1;
  if ((down ? to.y - from.y : to.x - from.x) < 8) {
    return;
  }
  const ImU32 colour = frame.theme.dim();
  frame.list->AddLine(from, to, colour, 1.2F);
  const float head = 5;
  const ImVec2 one = down ? ImVec2{to.x - head, to.y - head} : ImVec2{to.x - head, to.y - head};
  const ImVec2 two = down ? ImVec2{to.x + head, to.y - head} : ImVec2{to.x - head, to.y + head};
  frame.list->AddLine(one, to, colour, 1.2F);
  frame.list->AddLine(two, to, colour, 1.2F);
  // What happens between the two tables is said by the text node among them, if there is one.
  for (const view::Node* node : frame.nodes.children("board")) {
    if (node->role != Role::text) {
      continue;
    }
    const TextStyle style{Face::numbers, frame.sizes.small + 1, colour};
    const float width = text_width(frame, style, node->text);
    const Rectangle area = down ? Rectangle{from.x - 8 - width, (from.y + to.y) / 2 - 8, width, 16}
                                : Rectangle{from.x - 6, from.y - 22, to.x - from.x + 12, 16};
    if (width <= area.width + 1 && area.x >= 0) {
      draw_text_in(frame, area, style, node->text, Align::centre);
      frame.place(*node, area);
    }
    break;
  }
}

}  // namespace

BoardSizes board_sizes(const Frame& frame) {
  BoardSizes sizes;
  const view::Node* scores = table_node(frame, BoardTable::score);
  if (scores == nullptr) {
    return sizes;
  }
  sizes.tokens = scores->rows;
  for (std::size_t table = 0; table < board_ids.size(); ++table) {
    const view::Node* node = table_node(frame, static_cast<BoardTable>(table));
    sizes.columns[table] = node == nullptr ? 0 : node->columns;
  }
  const view::Node* turned = frame.nodes.find("columns");
  sizes.turned = turned != nullptr && turned->checked;
  for (const view::Node* header : frame.nodes.children(scores->id)) {
    if (header->role == Role::row_header) {
      sizes.label = std::max(sizes.label, text_width(frame, label_style(frame), header->name));
    }
  }
  sizes.label = std::ceil(std::min(sizes.label, widest_label));
  const NumberLength longest = longest_on_board(frame);
  sizes.number = least_number_width(frame, longest.without_zero);
  sizes.usual_number = usual_number_width(frame, longest.usual);
  sizes.most = frame.sizes.cell_most;
  return sizes;
}

void draw_board(Frame& frame, const BoardLayout& layout) {
  const view::Node* bits = frame.nodes.find("mask.bits");
  const bool press_once = bits != nullptr && bits->checked;
  const NumberLength longest = longest_on_board(frame);
  NumberLook numbers =
      fit_numbers(frame, longest, layout.cell_width - frame.sizes.number_margin, layout.cell_height);
  if (!numbers.shown) {
    numbers = fit_numbers(frame, longest, layout.cell_width, layout.cell_height);
  }
  constexpr std::array<ColourMap, 6> maps = {ColourMap::query,  ColourMap::key,   ColourMap::score,
                                             ColourMap::weight, ColourMap::value, ColourMap::output};
  for (std::size_t table = 0; table < board_ids.size(); ++table) {
    const view::Node* node = table_node(frame, static_cast<BoardTable>(table));
    if (node == nullptr) {
      continue;
    }
    const bool pair = maps[table] == ColourMap::score || maps[table] == ColourMap::weight;
    const ImU32 mark = pair ? frame.theme.ink() : frame.theme.tone(node->tone);
    const bool is_signed = maps[table] == ColourMap::weight && node->tone != view::Tone::weight;
    draw_cell_grid(frame, *node, layout.grids[table],
                   {is_signed ? ColourMap::score : maps[table], mark, press_once, numbers});
  }
  for (const LabelBand& band : layout.labels) {
    draw_labels(frame, layout, band);
  }
  share_labels(frame, layout);
  for (const TitlePlace& title : layout.titles) {
    if (const view::Node* node = table_node(frame, title.table)) {
      const TextStyle style{Face::numbers, frame.sizes.token_label, frame.theme.tone(node->tone)};
      draw_title(frame, title.area, style, node->text.empty() ? node->name : node->text,
                 frame.sizes.column_label);
    }
  }
  draw_arrow(frame, layout);
  if (const view::Node* group = frame.nodes.find("board")) {
    frame.place(*group, layout.area);
  }
}

}  // namespace lookback::ui
