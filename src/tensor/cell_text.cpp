#include "tensor/cell_text.h"

#include "base/format.h"
#include "base/limits.h"
#include "base/say.h"

namespace lookback::files {
namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_line_end(char c) { return c == '\n' || c == '\r'; }

}  // namespace

bool RowReader::at_separator() const {
  return separator_ == ' ' ? is_blank(text_[at_]) : text_[at_] == separator_;
}

void RowReader::skip_blanks() {
  while (!at_end() && is_blank(text_[at_]) && text_[at_] != separator_) {
    ++at_;
  }
}

// "\n", "\r\n" or "\r".
void RowReader::end_line() {
  at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
  ++line_;
}

Expected<std::string> RowReader::read_quoted() {
  const std::size_t began = line_;
  std::string cell;
  ++at_;
  for (;;) {
    if (at_end()) {
      return fail(say("{0}: the quotation mark that opens on line {1} is never closed.", what_, began));
    }
    const char next = text_[at_++];
    if (next == '"') {
      if (at_end() || text_[at_] != '"') {
        break;
      }
      ++at_;
    }
    line_ += next == '\n' ? 1 : 0;
    cell += next;
  }
  skip_blanks();
  if (!at_end() && !at_separator() && !is_line_end(text_[at_])) {
    return fail(say("{0}: on line {1} something stands between a closing quotation mark and the separator.",
                    what_, line_));
  }
  return cell;
}

Expected<std::string> RowReader::read_cell() {
  skip_blanks();
  if (!at_end() && text_[at_] == '"') {
    return read_quoted();
  }
  const std::size_t start = at_;
  while (!at_end() && !at_separator() && !is_line_end(text_[at_])) {
    ++at_;
  }
  std::string_view cell = text_.substr(start, at_ - start);
  while (!cell.empty() && is_blank(cell.back())) {
    cell.remove_suffix(1);
  }
  return std::string(cell);
}

Expected<TextRow> RowReader::read_row() {
  TextRow row{line_, {}};
  for (;;) {
    Expected<std::string> cell = read_cell();
    if (!cell) {
      return std::unexpected(cell.error());
    }
    row.cells.push_back(std::move(*cell));
    if (row.cells.size() > most_cells_of_a_line) {
      return fail(
          say("{0}: line {1} has more than {2} cells, the most that a row of a table as text may have.",
              what_, row.line, grouped(most_cells_of_a_line)));
    }
    if (at_end() || is_line_end(text_[at_])) {
      break;
    }
    while (separator_ == ' ' && !at_end() && is_blank(text_[at_])) {
      ++at_;
    }
    if (separator_ == ' ' && (at_end() || is_line_end(text_[at_]))) {
      break;  // blanks that end a line part nothing
    }
    at_ += separator_ == ' ' ? 0 : 1;
  }
  if (!at_end()) {
    end_line();
  }
  return row;
}

Expected<std::optional<TextRow>> RowReader::next() {
  while (!at_end()) {
    while (separator_ == ' ' && !at_end() && is_blank(text_[at_])) {
      ++at_;
    }
    Expected<TextRow> row = read_row();
    if (!row) {
      return std::unexpected(row.error());
    }
    if (row->cells.size() == 1 && row->cells.front().empty()) {
      blank_line_ = blank_line_ == 0 ? row->line : blank_line_;
      continue;
    }
    if (blank_line_ != 0) {
      return fail(
          say("{0}: line {1} is empty, but numbers come after it. One table without empty lines is read.",
              what_, blank_line_));
    }
    return std::optional(std::move(*row));
  }
  return std::optional<TextRow>();
}

}  // namespace lookback::files
