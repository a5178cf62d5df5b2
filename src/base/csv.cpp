#include "base/csv.h"

#include <algorithm>

namespace lookback {
namespace {

class Reader {
 public:
  Reader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool at_end() const { return at_ == text_.size(); }

  Expected<CsvRow> row() {
    CsvRow row = {line_, {}};
    for (;;) {
      row.cells.emplace_back();
      if (const Expected<void> read = cell(row.cells.back()); !read) {
        return std::unexpected(read.error());
      }
      if (at_end() || at_line_end()) {
        end_line();
        return row;
      }
      ++at_;  // the separator
    }
  }

 private:
  bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  bool at_separator() const { return separator_ != no_separator && text_[at_] == separator_; }

  Expected<void> cell(std::string& cell) {
    if (!at_end() && text_[at_] == '"') {
      return quoted(cell);
    }
    const std::size_t start = at_;
    while (!at_end() && !at_line_end() && !at_separator()) {
      ++at_;
    }
    cell = text_.substr(start, at_ - start);
    return {};
  }

  Expected<void> quoted(std::string& cell) {
    const std::size_t began = line_;
    for (;;) {
      const std::size_t mark = text_.find('"', at_ + 1);
      if (mark == std::string_view::npos) {
        return fail("The quotation mark on line " + std::to_string(began) + " is never closed.");
      }
      const std::string_view piece = text_.substr(at_ + 1, mark - at_ - 1);
      cell += piece;
      count_lines(piece);
      at_ = mark + 1;
      if (at_end() || text_[at_] != '"') {
        break;
      }
      cell += '"';
    }
    if (!at_end() && !at_line_end() && !at_separator()) {
      return fail("On line " + std::to_string(line_) +
                  " something follows a closing quotation mark. A cell is " +
                  "in quotation marks whole, and with \"\" for each that it holds.");
    }
    return {};
  }

  void count_lines(std::string_view piece) {
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const bool alone = i + 1 == piece.size() || piece[i + 1] != '\n';
      line_ += piece[i] == '\n' || (piece[i] == '\r' && alone) ? 1 : 0;
    }
  }

  void end_line() {
    if (!at_end()) {
      at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
      ++line_;
    }
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

bool is_blank(const std::string& cell) { return cell.find_first_not_of(" \t") == std::string::npos; }

}  // namespace

Expected<std::vector<CsvRow>> read_csv(std::string_view text, char separator, std::size_t at_most) {
  std::vector<CsvRow> rows;
  Reader reader(text, separator);
  while (!reader.at_end() && (at_most == 0 || rows.size() < at_most)) {
    Expected<CsvRow> row = reader.row();
    if (!row) {
      return std::unexpected(row.error());
    }
    if (!std::ranges::all_of(row->cells, is_blank)) {
      rows.push_back(std::move(*row));
    }
  }
  return rows;
}

std::string csv_line(std::span<const std::string> cells, char separator) {
  std::string line;
  for (const std::string& cell : cells) {
    line += &cell == cells.data() ? "" : std::string(1, separator);
    const bool is_formula = !cell.empty() && (std::string_view("=+-@").find(cell[0]) != std::string::npos ||
                                              static_cast<unsigned char>(cell[0]) < ' ');
    const std::string text = (is_formula ? "'" : "") + cell;
    const bool marks = is_formula || text.find_first_of("\"\r\n") != std::string::npos ||
                       text.find(separator) != std::string::npos || text.starts_with(' ') ||
                       text.ends_with(' ');
    if (!marks) {
      line += text;
      continue;
    }
    line += '"';
    for (const char c : text) {
      line += c == '"' ? "\"\"" : std::string(1, c);
    }
    line += '"';
  }
  return line + "\n";
}

}  // namespace lookback
