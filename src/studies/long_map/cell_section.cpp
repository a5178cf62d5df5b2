#include "studies/long_map/cell_section.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "studies/long_map/replaced_rows.h"

namespace lookback::long_map {
namespace {

struct RowTable {
  map::Role role;
  std::string_view id;
  std::string_view button;
  std::string_view name;
  Tone tone;
};
constexpr RowTable row_tables[] = {{map::Role::queries, "map.q", "map.first.q", "q", Tone::query},
                                   {map::Role::keys, "map.k", "map.first.k", "k", Tone::key},
                                   {map::Role::values, "map.v", "map.first.v", "v", Tone::value}};

std::string named(const MapWork& work, int token) { return grouped(token) + " “" + work.token(token) + "”"; }

std::vector<std::string> headers(const MapWork& work, int first, int count) {
  std::vector<std::string> names;
  for (int i = first; i < first + count; ++i) {
    names.push_back(std::to_string(i) + " " + work.token(i));
  }
  return names;
}

// A said text in which \1 stands for the first of the pieces and \2 for the second, in whatever order.
std::vector<Run> runs_of(std::string_view said, const std::vector<Run>& pieces) {
  std::vector<Run> runs(1);
  for (const char c : said) {
    const auto piece = static_cast<std::size_t>(static_cast<unsigned char>(c) - 1);
    if (piece < pieces.size()) {
      runs.push_back(pieces[piece]);
      runs.emplace_back();
    } else {
      runs.back().text += c;
    }
  }
  std::erase_if(runs, [](const Run& run) { return run.text.empty(); });
  return runs;
}

Prose explanation(const Asked& asked, const MapWork& work) {
  const map::CellExplanation& cell = work.reading()->cell;
  const std::string said = say("Query {0} and key {1}: {2}", "\1", "\2", cell.sentence);
  return {.id = "map.explanation",
          .lines = {runs_of(said, {{named(work, asked.chosen.query), Tone::query},
                                   {named(work, asked.chosen.key), Tone::key}})}};
}

SheetTable nearby(const Asked& asked, const MapWork& work) {
  const Reading& reading = *work.reading();
  const int side = reading.nearby.rows();
  SheetTable table = {.id = "map.nearby",
                      .title = say("Cells around it"),
                      .meaning = say("Press on one to have it explained."),
                      .tone = asked.is_retention() ? Tone::score : Tone::weight,
                      .values = reading.nearby,
                      .rows = headers(work, reading.first.query, side),
                      .columns = headers(work, reading.first.key, side),
                      .hidden = reading.masked,
                      .marked = Matrix<std::uint8_t>(side, side),
                      .pressable = true,
                      .looks = true};
  table.marked(asked.chosen.query - reading.first.query, asked.chosen.key - reading.first.key) = 1;
  return table;
}

SheetTable strongest(const Asked& asked, const MapWork& work) {
  const std::vector<map::CellExplanation>& keys = work.reading()->strongest;
  const int count = static_cast<int>(keys.size());
  SheetTable table = {.id = "map.strongest",
                      .title = say("Strongest keys of query {0}", grouped(asked.chosen.query)),
                      .meaning = say("Of all keys that it sees. Press on one to have it explained."),
                      .look = SheetTable::Look::list,
                      .tone = Tone::plain,
                      .values = Matrix<double>(count, 2),
                      .columns = {say("Key"), asked.is_retention() ? say("Faded score") : say("Weight")},
                      .marked = Matrix<std::uint8_t>(count, 2),
                      .pressable = true,
                      .looks = true};
  for (int r = 0; r < count; ++r) {
    const map::CellExplanation& one = keys[static_cast<std::size_t>(r)];
    table.rows.push_back(work.token(one.key));
    table.values(r, 0) = one.key;
    table.values(r, 1) = one.number;
    table.texts.insert(table.texts.end(), {grouped(one.key), brief(one.number)});
    table.marked(r, 0) = one.key == asked.chosen.key ? 1 : 0;
    table.marked(r, 1) = table.marked(r, 0);
  }
  return table;
}

SheetTable row_table(const Asked& asked, const MapWork& work, const RowTable& one) {
  const std::vector<double>& numbers = work.numbers(one.role);
  const int width = static_cast<int>(numbers.size());
  const int columns = std::min(width, numbers_in_a_row);
  const int rows = (width + columns - 1) / columns;
  const int token = one.role == map::Role::queries ? asked.chosen.query : asked.chosen.key;
  SheetTable table = {
      .id = std::string(one.id),
      .title = say("{0} of “{1}”", std::string(one.name) + subscript(token), work.token(token)),
      .tone = one.tone,
      .values = Matrix<double>(rows, columns),
      .hidden = Matrix<std::uint8_t>(rows, columns),
      .editable = true,
      .minimum = -largest_magnitude,
      .maximum = largest_magnitude};
  for (int r = 0; r < rows; ++r) {
    table.rows.push_back(std::to_string(r * columns));
    for (int c = 0; c < columns; ++c) {
      const int dimension = r * columns + c;
      table.hidden(r, c) = dimension < width ? 0 : 1;
      table.values(r, c) = dimension < width ? numbers[static_cast<std::size_t>(dimension)] : 0;
    }
  }
  for (int c = 0; c < columns; ++c) {
    table.columns.push_back((rows > 1 ? "+" : "") + std::to_string(c));
  }
  return table;
}

}  // namespace

Section cell_section(const Asked& asked, const MapWork& work) {
  Section section = {"map.cell", say("What the chosen cell is"), {}};
  if (work.reading()) {
    section.blocks = {explanation(asked, work), nearby(asked, work), strongest(asked, work)};
  }
  return section;
}

Section rows_section(const Asked& asked, const MapWork& work) {
  Section section = {"map.rows", say("Rows of the chosen cell, to be edited"), {}};
  Buttons buttons = {"map.first", {}};
  for (const RowTable& one : row_tables) {
    section.blocks.emplace_back(row_table(asked, work, one));
    buttons.buttons.push_back(
        {.id = std::string(one.button),
         .title = say("First numbers of {0}", one.name),
         .why_not = work.is_replaced(one.role) ? "" : say("They are as they were made.")});
  }
  section.blocks.emplace_back(std::move(buttons));
  return section;
}

std::optional<map::Role> role_of_table(std::string_view id) {
  const auto* found = std::ranges::find(row_tables, id, &RowTable::id);
  return found == std::end(row_tables) ? std::nullopt : std::optional(found->role);
}

std::optional<map::Role> role_of_button(std::string_view id) {
  const auto* found = std::ranges::find(row_tables, id, &RowTable::button);
  return found == std::end(row_tables) ? std::nullopt : std::optional(found->role);
}

}  // namespace lookback::long_map
