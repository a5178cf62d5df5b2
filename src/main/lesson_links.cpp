#include "main/lesson_links.h"

#include <algorithm>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/format.h"
#include "base/split.h"

namespace lookback::lessons {
namespace {

constexpr std::size_t most_rows = 100'000;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

// Where a list has what; -1: nowhere.
struct Columns {
  char separator = no_separator;
  int name = -1;
  int link = 0;
  int seed = -1;
  std::size_t count = 1;
};

bool looks_like_link(std::string_view text) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"#", "?", "version=", "http:", "https:", "file:"},
      [text](std::string_view start) { return lower(text).starts_with(start); });
}

int place_of(const std::vector<std::string>& header, std::string_view column) {
  const auto found = std::ranges::find_if(
      header, [column](const std::string& cell) { return lower(trimmed(cell)) == column; });
  return found == header.end() ? -1 : static_cast<int>(found - header.begin());
}

// The columns that the first line names; nothing when it names none. A link has = in it, a header has not.
std::optional<Columns> columns_of(std::string_view text) {
  if (text.substr(0, text.find_first_of("\r\n")).find('=') != std::string_view::npos) {
    return std::nullopt;
  }
  for (const char separator : {',', ';', '\t'}) {
    const Expected<std::vector<CsvRow>> first = read_csv(text, separator, 1);
    if (!first || first->empty()) {
      continue;
    }
    const std::vector<std::string>& header = first->front().cells;
    const int link = place_of(header, "link");
    if (link >= 0) {
      return Columns{header.size() > 1 ? separator : no_separator, place_of(header, "name"), link,
                     place_of(header, "seed"), header.size()};
    }
  }
  return std::nullopt;
}

// The value of a key in the query of an address, the last one; empty when there is none.
std::string_view query_value(std::string_view link, std::string_view key) {
  const std::string_view address = link.substr(0, link.find('#'));
  const std::size_t query = address.find('?');
  std::string_view value;
  if (query != std::string_view::npos) {
    for (const std::string_view pair : split(address.substr(query + 1), '&')) {
      if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) {
        value = pair.substr(key.size() + 1);
      }
    }
  }
  return value;
}

void read_seed(HandedIn& row, std::string_view cell) {
  const std::string_view in_address = query_value(row.link, "seed");
  const std::string_view text = cell.empty() ? in_address : cell;
  if (text.empty()) {
    return;
  }
  const Expected<int> seed = parse_whole(text, "The seed", 0, largest_seed);
  if (!seed) {
    row.problem = seed.error().sentence;
    return;
  }
  row.seed = static_cast<std::uint64_t>(*seed);
  if (!cell.empty() && !in_address.empty() && in_address != cell) {
    row.remark = "The link is of seed " + in_quotes(in_address) + ", the list says " + std::string(cell) +
                 ", which was taken.";
  }
}

HandedIn handed_in(const CsvRow& row, const Columns& columns) {
  const auto cell = [&row](int column) {
    return column >= 0 && static_cast<std::size_t>(column) < row.cells.size()
               ? trimmed(row.cells[static_cast<std::size_t>(column)])
               : std::string_view();
  };
  HandedIn result;
  result.name =
      cell(columns.name).empty() ? "line " + std::to_string(row.line) : std::string(cell(columns.name));
  result.link = cell(columns.link);
  if (row.cells.size() > columns.count) {
    result.problem = "Line " + std::to_string(row.line) + " has " + std::to_string(row.cells.size()) +
                     " cells, but the first line names " + std::to_string(columns.count) +
                     ". A link that holds the separator is put in quotation marks.";
  } else if (result.link.empty()) {
    result.problem = "No link was handed in.";
  } else if (!looks_like_link(result.link)) {
    result.problem = in_quotes(result.link) + " is no link: an address, or what follows its #, is accepted.";
  } else if (lower(result.link).starts_with("http") && result.link.find('#') == std::string::npos) {
    result.problem = "The address " + in_quotes(result.link) + " holds no state: that is what follows a #.";
  } else {
    result.lesson = query_value(result.link, "lesson");
    read_seed(result, cell(columns.seed));
  }
  return result;
}

}  // namespace

Expected<HandedInList> read_links(std::string_view file) {
  const std::string text = utf8_of_file(file);
  const std::optional<Columns> named = columns_of(text);
  const Columns columns = named.value_or(Columns{});
  const Expected<std::vector<CsvRow>> rows = read_csv(text, columns.separator, most_rows + 1);
  if (!rows) {
    return std::unexpected(rows.error());
  }
  if (rows->size() > most_rows) {
    return fail("The list has more than " + grouped(most_rows) + " lines, the most that is read.");
  }
  const std::size_t first = named ? 1 : 0;
  if (rows->size() <= first) {
    return fail("The list holds no link.");
  }
  if (!named && !looks_like_link(trimmed(rows->front().cells.front()))) {
    return fail("The first line, " + in_quotes(rows->front().cells.front()) +
                ", is neither a link nor a header with a column named link.");
  }
  HandedInList list = {{}, columns.separator == no_separator ? ',' : columns.separator};
  for (std::size_t i = first; i < rows->size(); ++i) {
    list.rows.push_back(handed_in((*rows)[i], columns));
  }
  return list;
}

}  // namespace lookback::lessons
