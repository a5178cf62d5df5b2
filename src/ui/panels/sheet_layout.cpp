#include "ui/panels/sheet_layout.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using Kind = SheetBlock::Kind;

constexpr int finding_lines = 2;           // at least, so that nothing moves when it gets longer
constexpr float column_below = 600;        // one block under another
constexpr float beside_map_least = 280;    // width of what stands beside a map
constexpr float beside_map_longer = 0.2F;  // of its height: so much longer may that be
constexpr float finding_part = 1.3F;       // of the width of other text: its print is larger

// Blocks side by side.
struct Row {
  std::vector<SheetBlock> blocks;
  std::vector<float> widths;
  float cell = 0;
};

bool is_text(const SheetBlock& block) { return block.kind == Kind::prose || block.kind == Kind::buttons; }

// As many blocks as fit; texts that a section begins with, and buttons, stand alone.
std::vector<Row> break_rows(const Frame& frame, std::span<const SheetBlock> blocks, float room) {
  std::vector<Row> rows;
  float used = 0;
  bool begun = false;
  bool closed = true;
  for (const SheetBlock& block : blocks) {
    const bool alone =
        block.kind == Kind::buttons || (block.kind == Kind::prose && !begun) || room < column_below;
    begun = begun || !is_text(block);
    const float least = least_width(frame, block, room);
    if (alone || closed || used + frame.sizes.block_gap + least > room) {
      rows.emplace_back();
      used = least;
    } else {
      used += frame.sizes.block_gap + least;
    }
    rows.back().blocks.push_back(block);
    closed = alone;
  }
  return rows;
}

float gaps_of(const Frame& frame, const Row& row) {
  return frame.sizes.block_gap * static_cast<float>(row.blocks.size() - 1);
}

bool has_grid(const Row& row) {
  return std::ranges::any_of(row.blocks, [](const SheetBlock& block) { return block.kind == Kind::grid; });
}

// Widths of a row with cells of this size; only grids have more than the least.
float fill_row(const Frame& frame, Row& row, float room, float cell) {
  row.widths.clear();
  row.cell = cell;
  float sum = gaps_of(frame, row);
  for (const SheetBlock& block : row.blocks) {
    row.widths.push_back(block.kind == Kind::grid ? width_of(frame, block, room, cell)
                                                  : least_width(frame, block, room));
    sum += row.widths.back();
  }
  return sum;
}

// The room that is left goes to the texts, the tokens and then the charts.
void stretch_row(const Frame& frame, Row& row, float room, float used) {
  float rest = room - used;
  std::size_t charts = 0;
  for (std::size_t i = 0; i < row.blocks.size(); ++i) {
    charts += row.blocks[i].kind == Kind::chart ? 1U : 0U;
    if (row.blocks[i].kind == Kind::prose || row.blocks[i].kind == Kind::beams) {
      const float most = width_of(frame, row.blocks[i], row.widths[i] + std::max(rest, 0.0F), row.cell);
      rest -= most - row.widths[i];
      row.widths[i] = most;
    }
  }
  for (std::size_t i = 0; i < row.blocks.size() && rest > 0; ++i) {
    if (row.blocks[i].kind == Kind::chart) {
      row.widths[i] = std::min(std::floor(row.widths[i] + rest / static_cast<float>(charts)),
                               std::max(frame.sizes.chart_most, row.widths[i]));
    }
  }
}

// All grids of a section have cells of one size: the largest with which every row fits.
float common_cell(const Frame& frame, std::vector<Row>& rows, float room) {
  float cell = frame.sizes.cell_most;
  for (Row& row : rows) {
    while (has_grid(row) && row.blocks.size() > 1 && cell > frame.sizes.grid_least &&
           fill_row(frame, row, room, cell) > room) {
      --cell;
    }
  }
  return cell;
}

// One row after another; gives back where they end.
float place_rows(const Frame& frame, std::span<const SheetBlock> blocks, const Rectangle& room,
                 std::vector<PlacedBlock>& placed) {
  std::vector<Row> rows = break_rows(frame, blocks, room.width);
  const float cell = common_cell(frame, rows, room.width);
  float y = room.y;
  for (Row& row : rows) {
    stretch_row(frame, row, room.width, fill_row(frame, row, room.width, cell));
    float heading = 0;
    for (std::size_t i = 0; i < row.blocks.size(); ++i) {
      heading = std::max(heading, heading_of(frame, row.blocks[i], row.widths[i]));
    }
    float x = room.x;
    float height = 0;
    for (std::size_t i = 0; i < row.blocks.size(); ++i) {
      const bool headed = heading_of(frame, row.blocks[i], row.widths[i]) > 0;
      const float own =
          (headed ? heading : 0) + std::ceil(body_of(frame, row.blocks[i], row.widths[i], cell));
      placed.push_back({row.blocks[i], {x, y, row.widths[i], own}, headed ? heading : 0, cell});
      x += row.widths[i] + frame.sizes.block_gap;
      height = std::max(height, own);
    }
    y += height + frame.sizes.row_gap;
  }
  return y - (rows.empty() ? 0 : frame.sizes.row_gap);
}

// As many blocks as are no higher together than the map stand in a column beside it; gives back how many.
std::size_t place_beside(const Frame& frame, std::span<const SheetBlock> blocks, const PlacedBlock& map,
                         const Rectangle& room, std::vector<PlacedBlock>& placed) {
  const float x = map.area.right() + frame.sizes.block_gap;
  const Rectangle column = {x, map.area.y, room.right() - x, 0};
  if (column.width < beside_map_least) {
    return 0;
  }
  for (std::size_t count = blocks.size(); count > 0; --count) {
    std::vector<PlacedBlock> attempt;
    if (place_rows(frame, blocks.first(count), column, attempt) <= map.area.bottom()) {
      placed.insert(placed.end(), attempt.begin(), attempt.end());
      return count;
    }
  }
  return 0;
}

float place_blocks(const Frame& frame, std::span<const SheetBlock> blocks, const Rectangle& room,
                   std::vector<PlacedBlock>& placed) {
  const auto map = std::ranges::find(blocks, Kind::map, &SheetBlock::kind);
  const std::size_t before = static_cast<std::size_t>(map - blocks.begin());
  float y = place_rows(frame, blocks.first(before), room, placed);
  if (map == blocks.end()) {
    return y;
  }
  y += before > 0 ? frame.sizes.row_gap : 0;
  place_rows(frame, blocks.subspan(before, 1), {room.x, y, room.width, 0}, placed);
  const PlacedBlock picture = placed.back();
  std::span<const SheetBlock> rest = blocks.subspan(before + 1);
  rest = rest.subspan(place_beside(frame, rest, picture, room, placed));
  y = picture.area.bottom();
  if (rest.empty()) {
    return y;
  }
  return place_blocks(frame, rest, {room.x, y + frame.sizes.row_gap, room.width, 0}, placed);
}

PlacedSection place_section(const Frame& frame, const view::Node& node, const Rectangle& room) {
  PlacedSection section;
  section.node = &node;
  float y = room.y;
  if (!node.name.empty()) {
    section.title = {room.x, y, room.width, frame.sizes.line};
    y = section.title.bottom() + frame.sizes.title_gap;
  }
  y = place_blocks(frame, blocks_of(frame.nodes.children(node.id)), {room.x, y, room.width, 0},
                   section.blocks);
  section.area = {room.x, room.y, room.width, y - room.y};
  return section;
}

// The room that a section's map, and what of its own stands there, leaves beside it; empty: none.
Rectangle room_beside(const Frame& frame, const PlacedSection& section, float right) {
  const auto is_map = [](const PlacedBlock& placed) { return placed.block.kind == Kind::map; };
  const auto map = std::ranges::find_if(section.blocks, is_map);
  if (map == section.blocks.end()) {
    return {};
  }
  Rectangle room = {map->area.right() + frame.sizes.block_gap, map->area.y, 0, 0};
  room.width = right - room.x;
  for (const PlacedBlock& placed : section.blocks) {
    if (placed.area.x >= room.x) {
      room.y = std::max(room.y, placed.area.bottom() + frame.sizes.section_gap);
    }
  }
  room.height = map->area.bottom() + map->area.height * beside_map_longer - room.y;
  return room.width < beside_map_least ? Rectangle{} : room;
}

// Sections one under another; those that follow a map stand beside it as far as there is room.
float place_sections(const Frame& frame, const Rectangle& room, std::vector<PlacedSection>& sections) {
  Rectangle beside;
  std::size_t with_map = 0;
  float y = room.y;
  for (const view::Node* node : frame.nodes.children("sheet")) {
    if (node->role != view::Role::group) {
      continue;
    }
    if (!beside.empty()) {
      PlacedSection attempt = place_section(frame, *node, beside);
      if (attempt.area.height <= beside.height) {
        sections[with_map].area.width = beside.x - frame.sizes.block_gap - room.x;
        const float used = attempt.area.height + frame.sizes.section_gap;
        beside.y += used;
        beside.height -= used;
        y = std::max(y, beside.y);
        sections.push_back(std::move(attempt));
        continue;
      }
      beside = {};
    }
    sections.push_back(place_section(frame, *node, {room.x, y, room.width, 0}));
    y = sections.back().area.bottom() + frame.sizes.section_gap;
    with_map = sections.size() - 1;
    beside = room_beside(frame, sections.back(), room.right());
  }
  return y - (sections.empty() ? 0 : frame.sizes.section_gap);
}

}  // namespace

SheetLayout lay_out_sheet(const Frame& frame, float x, float y, float width) {
  SheetLayout layout;
  layout.node = frame.nodes.find("sheet");
  layout.finding = frame.nodes.find("sheet.finding");
  const float top = y;
  if (layout.finding != nullptr) {
    const float most = std::min(width, std::round(frame.sizes.text_most * finding_part));
    const TextStyle style{Face::words, frame.sizes.headline, 0, frame.sizes.headline_line};
    const int lines = std::max(finding_lines, count_lines(frame, most, style, runs_of(*layout.finding)));
    layout.finding_area = {x, y, most, static_cast<float>(lines) * style.pitch};
    y = layout.finding_area.bottom() + frame.sizes.row_gap;
  }
  y = place_sections(frame, {x, y, width, 0}, layout.sections);
  layout.area = {x, top, width, y - top};
  return layout;
}

}  // namespace lookback::ui
