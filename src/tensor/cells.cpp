#include "tensor/cells.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/format.h"
#include "base/limits.h"
#include "base/say.h"
#include "base/utf8.h"
#include "tensor/cell_text.h"

namespace lookback::files {
namespace {

std::string_view first_line(std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); }

// On every line one comma, between digits, and nothing that would part cells.
bool is_column_with_decimal_commas(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t comma = line.find(',');
    if (line.empty()) {
      continue;
    }
    if (comma == std::string_view::npos || comma == 0 || comma + 1 == line.size() ||
        !is_digit(line[comma - 1]) || !is_digit(line[comma + 1]) ||
        line.find(',', comma + 1) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// The first of tab, semicolon and comma that stands outside quotation marks on the first line, else blanks.
char separator_of(std::string_view text, CellSource source) {
  if (source == CellSource::tab_file) {
    return '\t';
  }
  constexpr std::string_view separators = "\t;, ";
  std::size_t best = separators.size();
  bool quoted = false;
  for (const char c : first_line(text)) {
    quoted = quoted != (c == '"');
    best = quoted ? best : std::min(best, separators.find(c));
  }
  if (best == separators.size()) {
    return '\t';
  }
  const bool decimal =
      separators[best] == ',' && source == CellSource::spreadsheet && is_column_with_decimal_commas(text);
  return decimal ? '\t' : separators[best];
}

std::string separator_name(char separator) {
  switch (separator) {
    case '\t':
      return say("a tab");
    case ';':
      return say("a semicolon");
    case ',':
      return say("a comma");
    default:
      return say("blanks");
  }
}

// Whether a cell is a number, with a decimal comma too.
std::optional<double> number_in(const std::string& cell) {
  std::string text = cell;
  if (const std::size_t comma = text.find(','); comma != std::string::npos) {
    text[comma] = '.';
  }
  const Expected<double> number = parse_number(text);
  return number ? std::optional(*number) : std::nullopt;
}

// No number, and nothing that was meant to be one: a name.
bool is_word(const std::string& cell) {
  const std::size_t start = cell.find_first_not_of("+-.");
  if (number_in(cell) || (start != std::string::npos && is_digit(cell[start]))) {
    return false;
  }
  std::string lower = start == std::string::npos ? "" : cell.substr(start);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower != "nan" && lower != "inf" && lower != "infinity";
}

// "0, 1, 2, …" after an empty cell is how pandas heads its columns.
bool counts_columns(const std::vector<std::string>& cells) {
  for (std::size_t i = 1; i < cells.size(); ++i) {
    if (cells[i] != std::to_string(i - 1)) {
      return false;
    }
  }
  return cells.size() > 1 && cells.front().empty();
}

// Which of the first row and the first column hold names.
struct Headings {
  bool row = false;
  bool column = false;
};

Headings headings_of(const TextRow& first, const std::optional<TextRow>& second) {
  const std::vector<std::string>& cells = first.cells;
  Headings headings;
  const auto rest = std::span(cells).subspan(cells.size() > 1 ? 1 : 0);
  headings.row = second && (counts_columns(cells) || std::ranges::all_of(rest, is_word));
  const std::string& corner = headings.row ? second->cells.front() : cells.front();
  headings.column = cells.size() > 1 && (is_word(corner) || (headings.row && cells.front().empty()));
  return headings;
}

class TableReader {
 public:
  TableReader(std::string_view text, char separator, std::string what)
      : rows_(text, separator, what), what_(std::move(what)), separator_(separator) {}

  Expected<Cells> read();

 private:
  Expected<void> add(const TextRow& row, const Headings& headings);
  Expected<double> number(const std::string& cell, const std::string& where);
  std::string place(const TextRow& row, std::size_t column) const {
    return say("{0}, line {1}, column {2}", what_, row.line, column + 1);
  }
  Cells finished(const Headings& headings);

  RowReader rows_;
  std::string what_;
  char separator_;
  std::size_t width_ = 0;
  std::vector<double> numbers_;
  std::vector<std::string> names_;
  std::string comma_place_;  // the first decimal comma and the first decimal point
  std::string point_place_;  //
  std::string comma_cell_;
};

Expected<double> TableReader::number(const std::string& cell, const std::string& where) {
  std::string text = cell;
  const std::size_t comma = cell.find(',');
  const bool has_point = cell.find('.') != std::string::npos;
  if (comma != std::string::npos) {
    if (has_point || cell.find(',', comma + 1) != std::string::npos) {
      return fail(say("{0}: {1} is no number; digits are not read in groups.", where, in_quotes(cell)));
    }
    text[comma] = '.';
    if (comma_place_.empty()) {
      comma_place_ = where;
      comma_cell_ = cell;
    }
  } else if (has_point && point_place_.empty()) {
    point_place_ = where;
  }
  if (cell.empty()) {
    return fail(say("{0}: the cell is empty; every cell needs a number.", where));
  }
  const Expected<double> number = parse_number(text);
  if (!number) {
    return fail(say("{0}: {1}", where, number.error().sentence));
  }
  if (!comma_place_.empty() && !point_place_.empty()) {
    const std::string what = in_quotes(cell);
    return fail(has_point
                    ? say("{0}: {1} cannot be told for certain: elsewhere in the table the decimal mark "
                          "is a comma.",
                          where, what)
                    : say("{0}: {1} cannot be told for certain: elsewhere in the table the decimal mark "
                          "is a point.",
                          where, what));
  }
  return *number;
}

Expected<void> TableReader::add(const TextRow& row, const Headings& headings) {
  if (row.cells.size() != width_) {
    return fail(
        say("{0}, line {1}: there are {2} where the first line has {3}; all rows must be equally long. "
            "Cells are parted by {4} here.",
            what_, row.line, plural("{0} cell", "{0} cells", static_cast<std::int64_t>(row.cells.size())),
            width_, separator_name(separator_)));
  }
  if (headings.column) {
    names_.push_back(row.cells.front());
  }
  for (std::size_t i = headings.column ? 1 : 0; i < width_; ++i) {
    const Expected<double> one = number(row.cells[i], place(row, i));
    if (!one) {
      return std::unexpected(one.error());
    }
    numbers_.push_back(*one);
  }
  if (numbers_.size() > most_table_numbers) {
    return fail(
        say("{0}: from line {1} on there are more than {2} numbers, the most that is read of a table "
            "as text. A .npy file may be larger.",
            what_, row.line, grouped(most_table_numbers)));
  }
  return {};
}

Cells TableReader::finished(const Headings& headings) {
  const std::size_t columns = width_ - (headings.column ? 1 : 0);
  Cells cells;
  cells.numbers = Matrix<double>(static_cast<int>(numbers_.size() / columns), static_cast<int>(columns));
  std::ranges::copy(numbers_, cells.numbers.elements().begin());
  cells.row_names = std::move(names_);
  if (width_ > 1) {
    cells.notes.push_back(say("Cells are parted by {0}.", separator_name(separator_)));
  }
  if (!comma_place_.empty()) {
    cells.notes.push_back(say("The comma is read as a decimal comma: {0} is {1}.", in_quotes(comma_cell_),
                              shortest(number_in(comma_cell_).value_or(0))));
  }
  if (headings.row) {
    cells.notes.push_back(say("The first row is read as a heading."));
  }
  if (headings.column) {
    cells.notes.push_back(say("The first column is read as the names of the rows."));
  }
  return cells;
}

Expected<Cells> TableReader::read() {
  Expected<std::optional<TextRow>> first = rows_.next();
  Expected<std::optional<TextRow>> second = first && *first ? rows_.next() : first;
  if (!second) {
    return std::unexpected(second.error());
  }
  if (!*first) {
    return fail(say("{0} holds no numbers.", what_));
  }
  width_ = (*first)->cells.size();
  const Headings headings = headings_of(**first, *second);
  if (!headings.row) {
    if (const auto done = add(**first, headings); !done) {
      return std::unexpected(done.error());
    }
  }
  for (Expected<std::optional<TextRow>> row = std::move(second); !row || *row; row = rows_.next()) {
    const Expected<void> done = row ? add(**row, headings) : std::unexpected(row.error());
    if (!done) {
      return std::unexpected(done.error());
    }
  }
  return finished(headings);
}

}  // namespace

Expected<Cells> read_cells(std::string_view text, CellSource source, std::string_view what) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return fail(say("{0} is UTF-16 text; save it as UTF-8 and open it again.", what));
  }
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    return fail(say("{0} is no text in UTF-8.", what));
  }
  return TableReader(text, separator_of(text, source), std::string(what)).read();
}

}  // namespace lookback::files
