#include "studies/long_map/costs.h"

#include "base/format.h"

namespace lookback::long_map {
namespace {

struct CostLine {
  std::string name;
  std::int64_t count = 0;  // of rows, tiles or cells
  map::Operations operations;
};

// Of those in view that are computed by themselves.
CostLine tiles_in_view(const MapWork& work, map::Pooling pooling) {
  const map::LongAttention& attention = work.whole()->attention();
  CostLine line = {"Tiles in view, from q, k and L"};
  for (const map::TilePlace& place : work.cache().wanted()) {
    if (map::exists(attention.tokens(), place) && !work.whole()->pyramid().serves(place.level)) {
      line.operations += map::tile_cost(attention, place, pooling);
      ++line.count;
    }
  }
  return line;
}

std::vector<CostLine> cost_lines(const Asked& asked, const MapWork& work) {
  const map::LongMap& whole = *work.whole();
  const map::LongAttention& attention = whole.attention();
  std::vector<CostLine> lines = {{"All rows of o and L, from scratch", attention.tokens(), attention.whole()},
                                 tiles_in_view(work, asked.pooling)};
  if (whole.pyramid().serves(whole.top_level())) {
    lines.push_back({"All cells, pooled once for the far views",
                     map::visible_cells(attention.visible(), {0, attention.tokens(), 0, attention.tokens()}),
                     whole.pyramid().whole(attention)});
  }
  const LastEdit edit = work.last_edit().value_or(LastEdit{});
  lines.push_back({"The last edit: rows updated", edit.rows_updated, edit.updating});
  lines.push_back({"The last edit: rows computed again", edit.rows_again, edit.again});
  return lines;
}

}  // namespace

Section costs_section(const Asked& asked, const MapWork& work) {
  const std::vector<CostLine> lines = cost_lines(asked, work);
  SheetTable table = {
      .id = "map.costs",
      .title = "What it takes",
      .meaning = "Counted: a dot product of width d is d multiply–adds; hidden pairs are skipped.",
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(static_cast<int>(lines.size()), 3),
      .columns = {"Rows, tiles or cells", "Multiply–adds", "Exponentials"}};
  for (int r = 0; r < table.values.rows(); ++r) {
    const CostLine& line = lines[static_cast<std::size_t>(r)];
    table.rows.push_back(line.name);
    const std::int64_t numbers[] = {line.count, line.operations.multiply_adds, line.operations.exponentials};
    for (int c = 0; c < 3; ++c) {
      table.values(r, c) = static_cast<double>(numbers[c]);
      table.texts.push_back(grouped(numbers[c]));
    }
  }
  return {"map.costs.section", "Operations", {std::move(table)}};
}

}  // namespace lookback::long_map
