#include "studies/long_map/costs.h"

#include "base/format.h"
#include "base/say.h"

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
  CostLine line = {say("Tiles in view, from q, k and L")};
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
  std::vector<CostLine> lines = {
      {say("Rows of o and L, from scratch"), attention.tokens(), attention.whole()},
      tiles_in_view(work, asked.pooling)};
  if (whole.pyramid().serves(whole.top_level())) {
    lines.push_back({say("Cells, pooled once for views from afar"),
                     map::visible_cells(attention.visible(), {0, attention.tokens(), 0, attention.tokens()}),
                     whole.pyramid().whole(attention)});
  }
  return lines;
}

std::vector<CostLine> edit_lines(const MapWork& work) {
  const map::LongAttention& attention = work.whole()->attention();
  const LastEdit edit = work.last_edit().value_or(LastEdit{});
  return {{say("Rows updated"), edit.rows_updated, edit.updating},
          {say("Rows computed again"), edit.rows_again, edit.again},
          {say("All of them, from scratch"), attention.tokens(), attention.whole()}};
}

SheetTable cost_table(std::string id, std::string title, std::string meaning, std::string what,
                      const std::vector<CostLine>& lines) {
  SheetTable table = {.id = std::move(id),
                      .title = std::move(title),
                      .meaning = std::move(meaning),
                      .look = SheetTable::Look::list,
                      .tone = Tone::plain,
                      .values = Matrix<double>(static_cast<int>(lines.size()), 3),
                      .columns = {std::move(what), say("Multiply–adds"), say("Exponentials")}};
  for (int r = 0; r < table.values.rows(); ++r) {
    const CostLine& line = lines[static_cast<std::size_t>(r)];
    table.rows.push_back(line.name);
    const std::int64_t numbers[] = {line.count, line.operations.multiply_adds, line.operations.exponentials};
    for (int c = 0; c < 3; ++c) {
      table.values(r, c) = static_cast<double>(numbers[c]);
      table.texts.push_back(grouped(numbers[c]));
    }
  }
  return table;
}

}  // namespace

Section costs_section(const Asked& asked, const MapWork& work) {
  return {"map.operations",
          say("Operations"),
          {cost_table("map.costs", say("What the map takes"),
                      say("Counted: a dot product of width d is d multiply–adds; hidden pairs are skipped."),
                      say("How many"), cost_lines(asked, work)),
           cost_table("map.last_edit", say("What the last edit took"),
                      work.last_edit() ? say("Only rows that see the edited one change.")
                                       : say("Nothing was edited since the map was computed."),
                      say("Rows"), edit_lines(work))}};
}

}  // namespace lookback::long_map
